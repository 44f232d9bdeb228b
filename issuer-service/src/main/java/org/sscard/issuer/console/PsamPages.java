package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.issuer.psam.PsamRecord;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.wire.error.CodedException;

/** {@code /custody/psams}: the inventory, and reporting one lost. */
final class PsamPages {

    static final String HERE = "/custody/psams";
    private static final int LISTED = 200;

    private final CustodyFrame frame;

    PsamPages(CustodyFrame frame) {
        this.frame = frame;
    }

    HttpResponse list(PageRequest request) {
        String text = request.asked("text");
        Form search = Form.search(
                HERE,
                List.of(Field.of(
                        "text", Field.Kind.SEARCH, "序列号、终端、用途或地区", "serial, terminal, purpose, region", text)));
        return frame.list(
                request,
                HERE,
                Label.of("PSAM 卡台账", "PSAM inventory"),
                List.of(search),
                DataTable.whole(
                        Label.of("PSAM 卡", "PSAMs"),
                        List.of(
                                DataTable.Column.of("序列号", "serial"),
                                DataTable.Column.of("终端", "terminal"),
                                DataTable.Column.of("级别", "level"),
                                DataTable.Column.of("地区", "region"),
                                DataTable.Column.of("算法", "algorithm"),
                                DataTable.Column.of("用途", "purpose"),
                                DataTable.Column.of("状态", "state"),
                                DataTable.Column.figure("密钥数", "keys")),
                        frame.custody().inventory().search(text, LISTED).stream()
                                .map(psam -> DataTable.Row.of(
                                        new Cell.Link(HERE + "/" + psam.serial(), psam.serial()),
                                        new Cell.Code(psam.terminal()),
                                        new Cell.Text(level(psam.level())),
                                        new Cell.Text(psam.region()),
                                        new Cell.Text(psam.algorithm()),
                                        new Cell.Text(psam.purpose()),
                                        new Cell.State(chip(psam.state())),
                                        new Cell.Count(psam.keys())))
                                .toList(),
                        Label.of("没有 PSAM 卡。发行：sscard psam issue", "no PSAM; issue one with sscard psam issue")));
    }

    HttpResponse show(PageRequest request) {
        return show(request, null);
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        PsamRecord psam = frame.custody().inventory().require(request.variable("serial"), PsamRecord.State.values());
        List<Form> forms = psam.state() == PsamRecord.State.ISSUED
                        && VerbTable.table().row(Verb.PSAM_LOST).ask().stream().anyMatch(request.caller()::has)
                ? List.of(Form.confirm(
                        HERE + "/" + psam.serial() + "/lost",
                        List.of(Field.of("reason", Field.Kind.TEXT, "原因", "reason", "")),
                        Label.of("挂失", "report lost"),
                        List.of("立即列入黑名单，终端 " + psam.terminal() + " 的交易凭证不再被承认", "解除须两人")))
                : List.of();
        DataTable history = DataTable.whole(
                Label.of("经过", "history"),
                List.of(
                        DataTable.Column.of("时间", "time"),
                        DataTable.Column.of("从", "from"),
                        DataTable.Column.of("到", "to"),
                        DataTable.Column.of("账号", "account"),
                        DataTable.Column.of("原因", "why")),
                frame.custody().inventory().history(psam.serial()).stream()
                        .map(line -> DataTable.Row.of(
                                new Cell.Text(frame.time(line.at())),
                                new Cell.Text(line.from()),
                                new Cell.Text(line.to()),
                                new Cell.Text(line.who()),
                                new Cell.Text(line.why())))
                        .toList(),
                Label.of("没有记录", "none"));
        return frame.record(
                request,
                HERE,
                Label.of("PSAM " + psam.serial(), "PSAM"),
                List.of(
                        Fact.code("序列号", "serial", psam.serial()),
                        Fact.code("终端", "terminal", psam.terminal()),
                        Fact.state("状态", "state", chip(psam.state())),
                        Fact.of("级别", "level", level(psam.level())),
                        Fact.of("地区", "region", psam.region()),
                        Fact.of("算法", "algorithm", psam.algorithm()),
                        Fact.of("用途", "purpose", psam.purpose()),
                        Fact.of("密钥数", "keys", Integer.toString(psam.keys()))),
                List.of(history),
                CustodyFrame.again(forms, request, refusal));
    }

    HttpResponse lost(PageRequest request) {
        String serial = request.variable("serial");
        CustodyRequest lost =
                new CustodyRequest(Verb.PSAM_LOST, Map.of("serial", serial, "reason", request.entered("reason")));
        try {
            frame.custody().desk().performAlone(lost, request.caller());
        } catch (CodedException e) {
            return show(request, e);
        }
        return Pages.goTo(HERE + "/" + serial);
    }

    private static String level(int level) {
        return switch (level) {
            case 1 -> "部级";
            case 2 -> "省级";
            default -> "市级";
        };
    }

    private static Chip chip(PsamRecord.State state) {
        return new Chip(
                switch (state) {
                    case ISSUING -> Tone.WAITING;
                    case ISSUED -> Tone.GOOD;
                    case SPOILED -> Tone.NEUTRAL;
                    case LOST -> Tone.BAD;
                },
                state.zh());
    }
}
