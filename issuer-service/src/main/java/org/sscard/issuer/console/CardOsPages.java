package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.CustodyDesk;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.issuer.workflow.CardOs;
import org.sscard.issuer.workflow.WorkflowSheet;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;

/** {@code /workflows/card-os}: the register of approved card operating systems; approving takes two persons, revoking one. */
public final class CardOsPages {

    static final String HERE = WorkflowPages.HERE + "/card-os";

    private static final String ENTRY = HERE + "/entry";

    private final BureauDesk desk;
    private final CardOsStore register;
    private final CustodyDesk custody;

    public CardOsPages(BureauDesk desk, CardOsStore register, CustodyDesk custody) {
        this.desk = desk;
        this.register = register;
        this.custody = custody;
    }

    public void on(ServiceServer.Builder server) {
        VerbTable verbs = VerbTable.table();
        server.page(HERE, request -> list(request, null), Section.WORKFLOWS.roles())
                .action(HERE, this::ask, verbs.mayAsk(Verb.COS_APPROVE))
                .page(HERE + "/list.pdf", this::print, Section.WORKFLOWS.roles())
                .page(ENTRY, request -> show(request, request.asked("number"), null), Section.WORKFLOWS.roles())
                .action(ENTRY, this::revoke, verbs.mayAsk(Verb.COS_REVOKE));
    }

    private HttpResponse list(PageRequest request, @Nullable CodedException refusal) {
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(WorkflowPages.SECTIONS, HERE)));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        blocks.add(new Block.Listing(DataTable.whole(
                Label.of("卡操作系统核准", "approved card operating systems"),
                List.of(
                        DataTable.Column.of("核准号", "approval"),
                        DataTable.Column.of("厂商", "vendor"),
                        DataTable.Column.of("芯片", "chip"),
                        DataTable.Column.of("卡操作系统", "card OS"),
                        DataTable.Column.of("T1–T5", "historical bytes"),
                        DataTable.Column.of("有效期", "validity"),
                        DataTable.Column.of("状态", "standing")),
                register.all().stream()
                        .map(entry -> DataTable.Row.of(
                                new Cell.Link(
                                        ENTRY + "?number=" + PageRequest.encoded(entry.approvalNumber()),
                                        entry.approvalNumber()),
                                new Cell.Text(entry.vendor()),
                                new Cell.Text(entry.chip()),
                                new Cell.Text(entry.cardOs()),
                                new Cell.Code(entry.historical()),
                                new Cell.Text(entry.validFrom() + " 至 " + entry.validTo()),
                                new Cell.State(chip(entry))))
                        .toList(),
                Label.of("还没有核准的卡操作系统", "none is approved yet"))));
        blocks.add(new Block.Ways(List.of(new Frame.Link(HERE + "/list.pdf", "打印核准清单 (PDF)"))));
        if (VerbTable.table().row(Verb.COS_APPROVE).ask().stream().anyMatch(request.caller()::has)) {
            blocks.add(new Block.Entry(Form.change(
                    HERE,
                    List.of(
                            field(request, "approval", "核准号", "approval number", ""),
                            field(request, "vendor", "厂商", "vendor", "与入库批次的厂商一致"),
                            field(request, "chip", "芯片", "chip", ""),
                            field(request, "cardOs", "卡操作系统", "card OS", "与入库批次一致，例如 COS 2.1"),
                            field(request, "historical", "历史字节 T1–T5", "T1 to T5", "10 位十六进制"),
                            Field.of("from", Field.Kind.DATE, "有效期自", "valid from", request.entered("from")),
                            Field.of("to", Field.Kind.DATE, "有效期至", "valid until", request.entered("to"))),
                    Label.of("申请登记核准", "ask to enter it"),
                    List.of("由复核员同意后，再由申请人执行；此后这种空白卡可用于放行的批次"))));
        }
        return desk.page(request, Section.WORKFLOWS, Label.of("COS 核准", "Approved card operating systems"), blocks);
    }

    private static Field field(PageRequest request, String id, String zh, String en, String hint) {
        return Field.of(id, Field.Kind.TEXT, zh, en, request.entered(id)).hint(hint);
    }

    private HttpResponse ask(PageRequest request) {
        Map<String, String> arguments = new TreeMap<>();
        for (String name : List.of("approval", "vendor", "chip", "cardOs", "historical", "from", "to")) {
            arguments.put(name, request.entered(name));
        }
        try {
            Approval approval = custody.request(new CustodyRequest(Verb.COS_APPROVE, arguments), request.caller());
            return Pages.goTo("/custody/approvals/" + approval.id());
        } catch (CodedException e) {
            return list(request, e);
        }
    }

    private HttpResponse show(PageRequest request, String number, @Nullable CodedException refusal) {
        CardOs entry = register.require(number);
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(WorkflowPages.SECTIONS, HERE)));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        blocks.add(new Block.Facts(
                Label.of("核准", "approval"),
                List.of(
                        Fact.code("核准号", "number", entry.approvalNumber()),
                        Fact.state("状态", "standing", chip(entry)),
                        Fact.of("厂商", "vendor", entry.vendor()),
                        Fact.of("芯片", "chip", entry.chip()),
                        Fact.of("卡操作系统", "card OS", entry.cardOs()),
                        Fact.code("历史字节 T1–T5", "T1 to T5", entry.historical()),
                        Fact.of("有效期", "validity", entry.validFrom() + " 至 " + entry.validTo()),
                        Fact.of("撤销原因", "why revoked", entry.reason().isEmpty() ? "—" : entry.reason()))));
        if (!entry.revoked()
                && VerbTable.table().row(Verb.COS_REVOKE).ask().stream().anyMatch(request.caller()::has)) {
            blocks.add(new Block.Entry(Form.confirm(
                    ENTRY,
                    List.of(
                            Field.hidden("number", entry.approvalNumber()),
                            Field.of("reason", Field.Kind.TEXT, "原因", "reason", request.entered("reason"))),
                    Label.of("撤销核准", "revoke"),
                    List.of("用它的批次立即停止制卡，已开始的卡做完", "重新核准须两人"))));
        }
        blocks.add(new Block.Timeline(
                Label.of("经过", "history"),
                register.history(entry.approvalNumber()).stream()
                        .map(line -> new Block.Event(
                                desk.time(line.at()),
                                new Chip(Tone.NEUTRAL, line.what().equals("REVOKED") ? "已撤销" : "有效"),
                                switch (line.what()) {
                                    case "REVOKED" -> "撤销";
                                    case "REINSTATED" -> "重新核准";
                                    default -> "核准";
                                },
                                line.who(),
                                line.why()))
                        .toList()));
        return desk.page(
                request, Section.WORKFLOWS, Label.of("COS 核准 " + entry.approvalNumber(), "Approved card OS"), blocks);
    }

    private HttpResponse revoke(PageRequest request) {
        String number = request.entered("number");
        try {
            custody.performAlone(
                    new CustodyRequest(
                            Verb.COS_REVOKE, Map.of("approval", number, "reason", request.entered("reason"))),
                    request.caller());
            return Pages.goTo(ENTRY + "?number=" + PageRequest.encoded(number));
        } catch (CodedException e) {
            return show(request, number, e);
        }
    }

    private HttpResponse print(PageRequest request) {
        return WorkflowPages.pdf("card-os.pdf", WorkflowSheet.cardOsList(register.all(), desk.today()));
    }

    private Chip chip(CardOs entry) {
        CardOs.Standing standing = entry.standing(desk.today());
        return switch (standing) {
            case IN_FORCE -> Chip.good(standing.zh());
            case PLANNED -> new Chip(Tone.WAITING, standing.zh());
            case EXPIRED, REVOKED -> Chip.bad(standing.zh());
        };
    }
}
