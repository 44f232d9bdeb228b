package org.sscard.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.CommandDescription;
import org.sscard.spec.command.CommandScope;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.CodeTable;
import org.sscard.spec.layout.DataItem;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.Field;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.layout.Wording;

/** Writes the reference page of the card layout, in Chinese or English, from the data. */
final class LayoutReference {

    private final boolean zh;
    private final StringBuilder page = new StringBuilder();

    private LayoutReference(boolean zh) {
        this.zh = zh;
    }

    static String page(boolean zh) {
        LayoutReference reference = new LayoutReference(zh);
        reference.write();
        return reference.page.toString();
    }

    private String t(String chinese, String english) {
        return zh ? chinese : english;
    }

    private String words(Wording wording) {
        return t(wording.zh(), wording.en());
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", Arrays.stream(cells).map(this::cell).toList()) + " |");
    }

    private String cell(String text) {
        return text.replace("|", "\\|");
    }

    private void head(String... cells) {
        row(cells);
        line("|" + "---|".repeat(cells.length));
    }

    private void write() {
        line(t("# 社会保障卡：文件、数据项、密钥、命令", "# The social-security card: files, elements, keys, commands"));
        line("");
        line(
                t(
                        "由 `specs/card-spec` 的 `card-spec.json` 生成；请改数据，不要改本页。长度单位为字节，标识为十六进制。",
                        "Generated from `card-spec.json` in `specs/card-spec`; change the data, not this page. Lengths are bytes, identifiers hex."));
        line(
                t(
                        "可信度：确定 = 官方文本或至少两个独立实现；较可信 = 单一来源；约定 = 公开资料未载，由本项目规定。",
                        "Confidence: certain = official text or at least two independent implementations; likely = one source; convention = decided here because public material is silent."));
        line("");
        layout(SpecificationVersion.V2_0, t("2.0 版与 3.0 版", "Versions 2.0 and 3.0"));
        layout(SpecificationVersion.V1_0, t("1.0 版", "Version 1.0"));
        codeTables();
        keys();
        commands();
        statusWords();
    }

    private void layout(SpecificationVersion version, String title) {
        CardLayout layout = CardLayout.of(version);
        line("## " + title);
        line("");
        for (Application application : layout.applications()) {
            line("### " + application.name() + " " + t(application.zh(), application.en()));
            line("");
            line(t("类型 ", "Type ") + application.type() + ", FID " + hex(application.fid(), 4) + ", AID `"
                    + application.aid() + "`, " + t("标签 ", "label ") + application.label() + ", "
                    + t("锁定密钥 ", "lock key ")
                    + application.lockKey().orElse(t("无（不可锁定）", "none (cannot be blocked)"))
                    + (application.optional() ? t("；可选", "; optional") : "") + "; "
                    + confidence(application.confidence().name())
                    + application.note().map(note -> ". " + words(note)).orElse(""));
            line("");
            application.files().forEach(file -> file(file, version));
        }
    }

    private void file(CardFile file, SpecificationVersion version) {
        line("#### " + file.ref() + " " + t(file.zh(), file.en()));
        line("");
        String read = rule(file.read());
        if (version == SpecificationVersion.V2_0) {
            String later = rule(
                    CardLayout.of(SpecificationVersion.V3_0).file(file.ref()).read());
            read = later.equals(read) ? read : read + t("(2.0 版），", " (2.0), ") + later + t("(3.0 版）", " (3.0)");
        }
        String sfi = file.isSelectable() ? hex(file.sfi(), 2) : "-";
        String size = file.structure() == FileStructure.CYCLIC
                ? file.recordCount() + t(" 条 × ", " records of ") + file.recordLength() + t(" 字节", " bytes")
                : file.sizeBytes() + t(" 字节", " bytes");
        line("SFI " + sfi + "; " + structure(file.structure()) + "; " + size + "; " + t("读：", "read: ") + read + "; "
                + t("写：", "update: ") + rule(file.update())
                + file.category().map(c -> "; " + category(c)).orElse("")
                + (file.optional() ? t("；可选", "; optional") : "") + "; "
                + confidence(file.confidence().name())
                + file.note().map(note -> ". " + words(note)).orElse(""));
        line("");
        head(
                t("记录", "record"),
                t("标签", "tag"),
                t("数据项", "element"),
                t("长度", "length"),
                t("格式", "format"),
                t("内容", "content"));
        for (Element element : file.elements()) {
            String records = String.join(
                    ", ",
                    file.records().stream()
                            .filter(slot -> slot.element().equals(element))
                            .map(slot -> String.valueOf(slot.number()))
                            .toList());
            element(element, records.isEmpty() ? t("缺省无", "absent") : records, "");
        }
        for (Field field : file.fields()) {
            row(
                    "-",
                    "-",
                    t(field.zh(), field.en()),
                    String.valueOf(field.length()),
                    field.format().dataName(),
                    content(field));
        }
        line("");
    }

    private void element(Element element, String record, String indent) {
        row(
                record,
                indent + hex(element.tag(), 2),
                t(element.zh(), element.en())
                        + element.note().map(note -> " (" + words(note) + ")").orElse(""),
                String.valueOf(element.length()),
                element.format().dataName(),
                content(element));
        element.elements().forEach(inner -> element(inner, "", indent + "└ "));
    }

    private String content(DataItem item) {
        String content = item.content()
                .map(kind -> switch (kind) {
                    case DATE -> "YYYYMMDD";
                    case DATE_TIME -> "YYYYMMDDhhmmss";
                    case REGION -> t("行政区划 GB/T 2260", "region, GB/T 2260");
                    case AMOUNT -> t("金额（分）", "amount, fen");
                })
                .orElse("");
        return item.codes()
                .map(table -> t("代码表：", "code table: ") + t(table.zh(), table.en()))
                .orElse(content);
    }

    private void codeTables() {
        line("## " + t("代码表", "Code tables"));
        line("");
        List<CodeTable> tables = CardLayout.of(SpecificationVersion.V2_0)
                .files()
                .flatMap(file -> java.util.stream.Stream.concat(file.elements().stream(), file.fields().stream()))
                .map(DataItem::codes)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        for (CodeTable table : tables) {
            line("**" + t(table.zh(), table.en()) + "**: "
                    + String.join(
                            "; ",
                            table.entries().stream()
                                    .map(entry -> entry.code() + " " + t(entry.zh(), entry.en()))
                                    .toList()));
            line("");
        }
    }

    private void keys() {
        line("## " + t("密钥", "Keys"));
        line("");
        head(
                t("密钥", "key"),
                t("目录", "directory"),
                t("类型", "type"),
                t("标识", "id"),
                t("版本", "versions"),
                t("长度 DES / SM4", "bytes DES / SM4"),
                t("PSAM 用途/标识", "PSAM use/id"),
                t("重试次数", "tries"),
                t("用途", "use"),
                t("可信度", "confidence"));
        CardLayout layout = CardLayout.of(SpecificationVersion.V2_0);
        layout.keys().forEach(this::key);
        key(layout.masterKey(t("每个目录", "each directory")));
        line("");
        line(t("PIN:4 至 16 位数字，8 字节存放，右补 F，重试 ", "PIN: 4 to 16 digits, stored in 8 bytes filled with F, tries ")
                + layout.pin().retryLimit() + ".");
        line("");
    }

    private void key(KeyDefinition key) {
        row(
                key.name(),
                key.directory(),
                key.type().name() + " " + hex(key.type().code(), 2),
                String.join(
                        ", ",
                        key.slots().stream()
                                .map(slot -> hex(slot.id(), 2))
                                .distinct()
                                .toList()),
                String.valueOf(key.versions()),
                key.lengthBytes(CardAlgorithm.DES) + " / " + key.lengthBytes(CardAlgorithm.SM4),
                key.psam()
                        .map(psam -> hex(psam.use(), 2) + "/"
                                + String.join(
                                        ", ",
                                        psam.ids().stream()
                                                .map(id -> hex(id, 2))
                                                .toList()))
                        .orElse("-"),
                key.retryLimit().isPresent() ? String.valueOf(key.retryLimit().getAsInt()) : "-",
                words(key.use()),
                confidence(key.confidence().name()));
    }

    private void commands() {
        for (CommandScope scope : CommandScope.values()) {
            line("## "
                    + switch (scope) {
                        case CARD -> t("卡片命令", "Card commands");
                        case ISSUING -> t("个人化命令", "Issuing commands");
                        case PSAM -> t("PSAM 命令", "PSAM commands");
                    });
            line("");
            Arrays.stream(CardCommand.values())
                    .filter(command -> command.scope() == scope)
                    .map(CardCommand::description)
                    .forEach(this::command);
        }
    }

    private void command(CommandDescription command) {
        line("### " + command.name());
        line("");
        head("CLA", "INS", "P1", "P2", "Lc", t("数据", "data"), "Le", t("出处", "source"));
        row(
                String.join("/", command.cla().stream().map(cla -> hex(cla, 2)).toList()),
                hex(command.ins(), 2),
                command.p1(),
                command.p2(),
                command.lc(),
                command.data(),
                command.le(),
                command.paragraph() + ", " + confidence(command.confidence().name()));
        line("");
        command.notes().ifPresent(notes -> {
            line(words(notes).replace("<", "&lt;"));
            line("");
        });
        command.status().forEach(row -> line("- `" + row.pattern() + "` " + t(row.zh(), row.en())));
        line("");
    }

    private void statusWords() {
        line("## " + t("状态字（命令未另作规定时）", "Status words, where the command is silent"));
        line("");
        CardCommand.generalStatusWords().forEach(row -> line("- `" + row.pattern() + "` " + t(row.zh(), row.en())));
    }

    private String rule(AccessRule rule) {
        if (rule instanceof AccessRule.Free) {
            return t("自由", "free");
        }
        if (rule instanceof AccessRule.Never) {
            return t("仅卡内系统", "card OS only");
        }
        String key = rule.key().orElse("");
        if (rule instanceof AccessRule.Pin) {
            return "PIN";
        }
        if (rule instanceof AccessRule.PinOrKey) {
            return "PIN " + t("或 ", "or ") + key;
        }
        return rule instanceof AccessRule.PinAndKey ? "PIN " + t("与 ", "and ") + key : key;
    }

    private String structure(FileStructure structure) {
        return switch (structure) {
            case TRANSPARENT -> t("透明", "transparent");
            case FIXED_TLV -> t("定长 TLV 记录", "fixed TLV records");
            case VARIABLE_TLV -> t("变长 TLV 记录", "variable TLV records");
            case CYCLIC -> t("循环", "cyclic");
            case INTERNAL -> t("卡内部文件", "internal");
        };
    }

    private String category(String category) {
        return switch (category) {
            case "required" -> t("启用", "required");
            case "preset" -> t("预设", "preset");
            case "reserved" -> t("预留", "reserved");
            default -> t("可选", "optional");
        };
    }

    private String confidence(String name) {
        return switch (name) {
            case "CERTAIN" -> t("确定", "certain");
            case "LIKELY" -> t("较可信", "likely");
            default -> t("约定", "convention");
        };
    }

    private static String hex(int value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "X", value);
    }
}
