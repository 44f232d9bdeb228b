package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;

/** {@code /custody/ask}: what is asked for and belongs to no record that is there yet. */
final class AskPages {

    static final String HERE = "/custody/ask";

    private static final List<Verb> VERBS = List.of(Verb.PSAM_ISSUE, Verb.KEY_DRAW, Verb.KEY_ENTER);

    private final CustodyFrame frame;

    AskPages(CustodyFrame frame) {
        this.frame = frame;
    }

    ServiceServer.Builder on(ServiceServer.Builder server) {
        VerbTable table = VerbTable.table();
        server.page(HERE, request -> page(request, null), table.mayAsk(Verb.KEY_DRAW));
        for (Verb verb : VERBS) {
            server.action(address(verb), request -> ask(request, verb), table.mayAsk(verb));
        }
        return server;
    }

    private HttpResponse page(PageRequest request, @Nullable CodedException refusal) {
        List<Form> forms = List.of(psamForm(), drawForm(), enterForm());
        return frame.record(
                request,
                HERE,
                Label.of("提出申请", "Ask for something new"),
                List.of(
                        Fact.of("办法", "how", "提交后由另一位保管员复核，再由可提出的人执行；请求一字不差"),
                        Fact.of("变更已有的", "what is there", "密钥的状态、期限和更换在该密钥的页面提出；交接在“交接”页")),
                List.of(),
                CustodyFrame.again(forms, request, refusal));
    }

    private HttpResponse ask(PageRequest request, Verb verb) {
        Map<String, String> arguments = new TreeMap<>();
        for (Field field : form(verb).fields()) {
            String entered = request.entered(field.id());
            if (!entered.isEmpty()) {
                arguments.put(argument(field.id()), entered);
            }
        }
        try {
            Approval approval = frame.custody().desk().request(new CustodyRequest(verb, arguments), request.caller());
            return Pages.goTo("/custody/approvals/" + approval.id());
        } catch (CodedException e) {
            return page(request, e);
        }
    }

    private static Form form(Verb verb) {
        return switch (verb) {
            case PSAM_ISSUE -> psamForm();
            case KEY_DRAW -> drawForm();
            default -> enterForm();
        };
    }

    /** Ids are unique on the page: the verb's word, then the argument. */
    private static String argument(String fieldId) {
        int at = fieldId.indexOf('-');
        return fieldId.substring(at + 1);
    }

    private static String address(Verb verb) {
        return HERE + "/" + verb.name();
    }

    private static Form psamForm() {
        return Form.change(
                address(Verb.PSAM_ISSUE),
                List.of(
                        Field.of("psam-serial", Field.Kind.TEXT, "PSAM 序列号", "serial", "")
                                .hint("20 位数字"),
                        Field.choice(
                                "psam-level",
                                "级别",
                                "level",
                                "3",
                                List.of(
                                        new Field.Option("3", "市级"),
                                        new Field.Option("2", "省级"),
                                        new Field.Option("1", "部级"))),
                        Field.of("psam-region", Field.Kind.TEXT, "地区", "region", "")
                                .hint("6 位行政区划代码"),
                        Field.choice(
                                "psam-algorithm",
                                "算法",
                                "algorithm",
                                "DES",
                                List.of(new Field.Option("DES", "3DES"), new Field.Option("SM4", "SM4"))),
                        Field.of("psam-own", Field.Kind.TEXT, "主控密钥版本", "version of its own key", "1"),
                        Field.of("psam-purpose", Field.Kind.TEXT, "用途", "purpose", "")),
                Label.of("申请发行 PSAM 卡", "ask to issue a PSAM"));
    }

    private static Form drawForm() {
        return Form.change(
                address(Verb.KEY_DRAW),
                List.of(
                        Field.of("draw-key", Field.Kind.TEXT, "密钥", "key", "").hint("如 UKSSSE@2 DESEDE MINISTRY"),
                        Field.choice(
                                "draw-exportable",
                                "可否写入密钥块或 PSAM",
                                "exportable",
                                "no",
                                List.of(new Field.Option("no", "不可"), new Field.Option("yes", "可以")))),
                Label.of("申请生成密钥", "ask to draw a key"));
    }

    private static Form enterForm() {
        return Form.change(
                address(Verb.KEY_ENTER),
                List.of(
                        Field.of("enter-key", Field.Kind.TEXT, "厂商密钥", "vendor's key", "")
                                .hint("如 PSAMOWN@2 DESEDE MINISTRY 或 TRANSPORT@1 SM4 MINISTRY"),
                        Field.of("enter-checkValue", Field.Kind.TEXT, "校验值", "check value", "")
                                .hint("6 位十六进制"),
                        Field.of("enter-components", Field.Kind.TEXT, "各分量的校验值", "check values of the components", "")
                                .hint("用逗号分隔，2 至 9 个；分量本身在终端输入"),
                        Field.of("enter-block", Field.Kind.TEXT, "密钥块（如有）", "key block, if any", ""),
                        Field.of("enter-protection", Field.Kind.TEXT, "密钥块的保护密钥校验值", "of its protection key", "")),
                Label.of("申请录入厂商密钥", "ask to bring in a vendor's key"));
    }
}
