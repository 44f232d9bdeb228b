package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.intake.PersonDesk;
import org.sscard.issuer.registry.PersonField;
import org.sscard.issuer.registry.PersonHistoryEntry;
import org.sscard.issuer.registry.RegisteredPerson;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /intake/persons}: a person's data with all that was changed in them, masked until a reason is given, and corrected. */
public final class PersonPages {

    private static final String HERE = IntakeFrame.PERSONS;
    private static final int MOST_REASON = 200;

    private final BureauDesk desk;
    private final IntakeFrame frame;
    private final PersonDesk persons;

    public PersonPages(BureauDesk desk, PersonDesk persons) {
        this.desk = desk;
        this.frame = new IntakeFrame(desk);
        this.persons = persons;
    }

    public void on(ServiceServer.Builder server) {
        server.page(HERE, request -> search(request, ""), Section.INTAKE.roles())
                .action(HERE, this::find, Section.INTAKE.roles())
                .page(HERE + "/{id}", request -> show(request, false, null), Section.INTAKE.roles())
                .action(HERE + "/{id}/reveal", this::reveal, Section.INTAKE.roles())
                .action(HERE + "/{id}/correct", this::correct, Role.OPERATOR);
    }

    private HttpResponse search(PageRequest request, String wrong) {
        return frame.page(
                request,
                HERE,
                Label.of("登记更正", "Corrections"),
                List.of(new Block.Entry(Form.change(
                        HERE,
                        List.of(Field.of("number", Field.Kind.TEXT, "社会保障号码", "id number", request.entered("number"))
                                .hint("18 位；查询记入审计")
                                .wrong(wrong)),
                        Label.of("查找", "Find")))));
    }

    private HttpResponse find(PageRequest request) {
        Optional<Long> person =
                persons.book().find(request.entered("number").replace(" ", "").toUpperCase(Locale.ROOT));
        if (person.isEmpty()) {
            return search(request, new CodedException(ErrorCode.PERSON_NOT_FOUND).zh());
        }
        desk.looked(request, "SEARCH_PERSON", person.get().toString());
        return Pages.goTo(HERE + "/" + person.get());
    }

    private RegisteredPerson found(PageRequest request) {
        String id = request.variable("id");
        if (!id.matches("[0-9]{1,18}")) {
            throw new CodedException(ErrorCode.PERSON_NOT_FOUND);
        }
        return persons.book().person(Long.parseLong(id));
    }

    private HttpResponse show(PageRequest request, boolean revealed, @Nullable CodedException refusal) {
        RegisteredPerson person = found(request);
        desk.looked(
                request, revealed ? "REVEAL_PERSON" : "SHOW_PERSON", person.personId() + " " + request.entered("why"));
        List<Block> blocks = new ArrayList<>();
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        List<Fact> facts = new ArrayList<>();
        for (PersonField field : PersonField.values()) {
            facts.add(Fact.of(field.zh(), field.header(), value(field, field.of(person.person()), revealed)));
        }
        blocks.add(new Block.Facts(Label.of("登记 " + person.personId(), "registration"), facts));
        String here = HERE + "/" + person.personId();
        boolean again = refusal != null && request.path().endsWith("/correct");
        if (!revealed && !again) {
            blocks.add(new Block.Entry(Form.change(
                    here + "/reveal",
                    List.of(Field.of("why", Field.Kind.TEXT, "查看原因", "why", request.entered("why"))
                            .wrong(refusal == null ? "" : "请写明原因")),
                    Label.of("显示全部并更正", "Show all and correct"),
                    List.of("显示未遮盖的资料，原因记入审计"))));
        } else if (request.caller().has(Role.OPERATOR)) {
            blocks.add(new Block.Entry(form(here, person, request, again)));
        }
        blocks.add(new Block.Timeline(
                Label.of("登记经历", "history"),
                person.history().stream().map(entry -> event(entry, revealed)).toList()));
        return frame.page(request, HERE, Label.of("登记更正", "Corrections"), blocks);
    }

    private static String value(PersonField field, String value, boolean revealed) {
        return revealed ? value : field.masked(value);
    }

    private Block.Event event(PersonHistoryEntry entry, boolean revealed) {
        boolean registered = entry.changes().isEmpty();
        return new Block.Event(
                desk.time(entry.at()),
                registered ? Chip.good("登记") : new Chip(Tone.WARNING, "更正"),
                registered ? "登记" : "更正",
                entry.who(),
                entry.why()
                        + entry.changes().stream()
                                .map(change -> "；" + change.field().zh() + "："
                                        + value(change.field(), change.before(), revealed) + " → "
                                        + value(change.field(), change.after(), revealed))
                                .collect(Collectors.joining()));
    }

    private static Form form(String here, RegisteredPerson person, PageRequest request, boolean again) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.hidden("version", again ? request.entered("version") : Long.toString(person.version())));
        for (PersonField field : PersonField.values()) {
            fields.add(Field.of(
                            field.header(),
                            Field.Kind.TEXT,
                            field.zh(),
                            field.header(),
                            again ? request.entered(field.header()) : field.of(person.person()))
                    .hint(field.fourEyes() ? "更正须另一人复核" : ""));
        }
        fields.add(Field.of("reason", Field.Kind.TEXT, "更正依据", "reason", again ? request.entered("reason") : "")
                .hint("核对了什么证件"));
        return Form.change(
                here + "/correct",
                fields,
                Label.of("更正", "Correct"),
                List.of("只保存改动的项目；改动前后、依据和更正人留在登记经历", "已制成的卡内容不变，须另行补换"));
    }

    private HttpResponse reveal(PageRequest request) {
        String why = request.entered("why");
        if (why.isEmpty() || why.length() > MOST_REASON) {
            return show(request, false, new CodedException(ErrorCode.REQUEST_INVALID, "why", "1-" + MOST_REASON));
        }
        return show(request, true, null);
    }

    private HttpResponse correct(PageRequest request) {
        RegisteredPerson person = found(request);
        Map<PersonField, String> texts = new EnumMap<>(PersonField.class);
        for (PersonField field : PersonField.values()) {
            texts.put(field, request.entered(field.header()));
        }
        String version = request.entered("version");
        try {
            Optional<String> approval = desk.done(
                    request,
                    "CORRECT_PERSON",
                    Long.toString(person.personId()),
                    () -> persons.correct(
                            person.personId(),
                            version.matches("[0-9]{1,18}") ? Long.parseLong(version) : 0,
                            texts,
                            request.entered("reason"),
                            request.caller()));
            return Pages.goTo(approval.map(id -> "/custody/approvals/" + id).orElse(HERE + "/" + person.personId()));
        } catch (CodedException e) {
            return show(request, false, e);
        }
    }
}
