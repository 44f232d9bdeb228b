package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.Custody;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.wire.error.CodedException;

/** What every page of custody stands on: the desk, the rooms of custody, and the pages of this section beside each other. */
record CustodyFrame(BureauDesk desk, Custody custody) {

    private static final List<Frame.Link> SECTIONS = List.of(
            new Frame.Link("/custody/keys", "密钥"),
            new Frame.Link("/custody/ask", "申请"),
            new Frame.Link("/custody/deliveries", "交接"),
            new Frame.Link("/custody/psams", "PSAM"),
            new Frame.Link("/custody/ceremonies", "仪式"),
            new Frame.Link("/custody/staff", "人员"),
            new Frame.Link("/custody/verbs", "权限"),
            new Frame.Link("/custody/alarms", "告警"));

    HttpResponse page(PageRequest request, String here, Label title, String template, Map<String, Object> parameters) {
        Section section = Arrays.stream(Section.values())
                .filter(one -> one.href().equals(here))
                .findFirst()
                .orElse(Section.KEYS);
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("sections", section == Section.KEYS ? SECTIONS : List.of());
        all.put("section", here);
        return desk.page(request, section, title, "custody/" + template, all);
    }

    /** A list with the forms above it. */
    HttpResponse list(PageRequest request, String here, Label title, List<Form> forms, DataTable table) {
        return page(
                request,
                here,
                title,
                "list.jte",
                Map.of("forms", forms, "presets", List.<Frame.Link>of(), "here", request.address(), "table", table));
    }

    /** One record. */
    HttpResponse record(
            PageRequest request, String here, Label title, List<Fact> facts, List<DataTable> tables, List<Form> forms) {
        return page(
                request,
                here,
                title,
                "record.jte",
                Map.of(
                        "factsTitle", Label.of("资料", "facts"),
                        "facts", facts,
                        "tables", tables,
                        "reach", List.of(),
                        "forms", forms));
    }

    /**
     * The forms after one of them was refused: that one keeps what was entered and says what is wrong beside the field that it is
     * about, or beside its first one.
     */
    static List<Form> again(List<Form> forms, PageRequest sent, @Nullable CodedException refusal) {
        if (refusal == null) {
            return forms;
        }
        return forms.stream()
                .map(form -> form.action().equals(sent.path()) ? refused(form, sent, refusal) : form)
                .toList();
    }

    private static Form refused(Form form, PageRequest sent, CodedException refusal) {
        String about = refusal.arguments().isEmpty() ? "" : refusal.arguments().get(0);
        List<Field> visible = form.fields().stream()
                .filter(field -> field.kind() != Field.Kind.HIDDEN)
                .toList();
        Field wrong = visible.stream()
                .filter(field -> !about.isEmpty()
                        && field.id().toLowerCase(Locale.ROOT).endsWith(about.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(visible.get(0));
        String why = refusal.zh() + "。" + refusal.remedyZh();
        List<Field> kept = form.fields().stream()
                .map(field -> {
                    Field entered = field.with(sent.entered(field.id()));
                    return field.id().equals(wrong.id()) ? entered.wrong(why) : entered;
                })
                .toList();
        return new Form(form.action(), form.post(), kept, form.submit(), form.willHappen(), form.danger());
    }

    String time(Instant instant) {
        return desk.time(instant);
    }
}
