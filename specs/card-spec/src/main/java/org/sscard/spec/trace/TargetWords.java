package org.sscard.spec.trace;

import java.util.Locale;
import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CodeTable;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.RecordSlot;
import org.sscard.spec.trace.TraceDecoder.Words;

/** Words for what a command addresses and for the values that are visible. */
final class TargetWords {

    private static final int APPLICATION_KEY = 0x80;

    private final CardSession session;

    TargetWords(CardSession session) {
        this.session = session;
    }

    Words target(CardCommand command, CommandApdu apdu) {
        return switch (command) {
            case SELECT, PSAM_SELECT -> selection(apdu);
            case READ_RECORD, UPDATE_RECORD -> file(command, apdu).then(record(command, apdu));
            case READ_BINARY, UPDATE_BINARY -> file(command, apdu).then(offset(apdu));
            case EXTERNAL_AUTHENTICATION -> key(apdu.p2());
            case VERIFY -> apdu.dataLength() == 0 ? new Words(" 查询剩余次数", " asks for the tries left") : Words.NONE;
            case GET_BALANCE -> balance(apdu.p2());
            case PSAM_DELIVERY_SESSION_KEY -> psamKey(apdu.p1(), apdu.p2());
            default -> Words.NONE;
        };
    }

    /** The visible values of an answer, after the command and status. */
    Words values(Optional<CommandApdu> apdu, Optional<CardCommand> command, MaskedBytes data) {
        if (apdu.isEmpty() || command.isEmpty() || data.length() == 0) {
            return Words.NONE;
        }
        if (command.get() == CardCommand.GET_RESPONSE) {
            return session.pending()
                    .filter(pending -> pending.returned() == 0)
                    .map(pending -> values(Optional.of(pending.apdu()), Optional.of(pending.command()), data))
                    .orElse(Words.NONE);
        }
        if (command.get() != CardCommand.READ_RECORD) {
            return data.isOpen() ? new Words(" [" + data + "]", " [" + data + "]") : hidden(data);
        }
        Optional<CardFile> file = session.target(command.get(), apdu.get());
        if (file.isEmpty() || !file.get().structure().isTlv()) {
            return hidden(data);
        }
        return records(file.get(), data);
    }

    private static Words records(CardFile file, MaskedBytes data) {
        Words words = Words.NONE;
        byte[] bytes = data.withZeros();
        int at = 0;
        while (at + 2 <= bytes.length) {
            int next = at + 2 + (bytes[at + 1] & 0xFF);
            if (next > bytes.length) {
                break;
            }
            Optional<Element> element = file.element(bytes[at] & 0xFF);
            MaskedBytes value = data.slice(at + 2, next);
            words = words.then(element.map(found -> value(found, value)).orElseGet(() -> hidden(value)));
            at = next;
        }
        return words;
    }

    private static Words value(Element element, MaskedBytes value) {
        if (!value.isOpen()) {
            return Words.all(new Words("; " + element.zh(), "; " + element.en()), hidden(value));
        }
        String text = ElementCodec.decode(element, value.withZeros());
        Optional<CodeTable.Entry> code = element.codes().flatMap(table -> table.entry(text));
        return new Words(
                "; " + element.zh() + " = " + text
                        + code.map(entry -> " " + entry.zh()).orElse(""),
                "; " + element.en() + " = " + text
                        + code.map(entry -> " " + entry.en()).orElse(""));
    }

    private static Words hidden(MaskedBytes data) {
        return new Words(" （隐去 " + data.length() + " 字节）", " (" + data.length() + " bytes hidden)");
    }

    private Words selection(CommandApdu apdu) {
        Optional<Object> selected = session.selected(apdu);
        if (selected.orElse(null) instanceof Application application) {
            return new Words(
                    " " + application.name() + " " + application.zh(),
                    " " + application.name() + " " + application.en());
        }
        if (selected.orElse(null) instanceof CardFile file) {
            return name(file);
        }
        if (apdu.dataLength() == 0 || (apdu.data()[0] == 0x3F && apdu.p1() == 0)) {
            return new Words(" 主文件 MF", " master file MF");
        }
        String hex = MaskedBytes.open(apdu.data()).toString();
        return new Words(" " + hex, " " + hex);
    }

    private Words file(CardCommand command, CommandApdu apdu) {
        return session.target(command, apdu)
                .map(TargetWords::name)
                .orElseGet(() -> new Words(" 未知文件", " unknown file"));
    }

    private static Words name(CardFile file) {
        return new Words(" " + file.ref() + " " + file.zh(), " " + file.ref() + " " + file.en());
    }

    private Words record(CardCommand command, CommandApdu apdu) {
        int mode = apdu.p2() & 0x07;
        String p1 = String.format(Locale.ROOT, "%02X", apdu.p1());
        Optional<CardFile> file = session.target(command, apdu);
        return switch (mode) {
            case 4 ->
                new Words(" 记录 " + apdu.p1(), " record " + apdu.p1())
                        .then(file.flatMap(found -> slot(found, apdu.p1()))
                                .map(slot -> name(slot.element()))
                                .orElse(Words.NONE));
            case 5 -> new Words(" 记录 " + apdu.p1() + " 至末条", " record " + apdu.p1() + " to the last");
            case 6 -> new Words(" 末条至记录 " + apdu.p1(), " the last record back to " + apdu.p1());
            case 0 ->
                new Words(" 标签 " + p1, " tag " + p1)
                        .then(file.flatMap(found -> found.element(apdu.p1()))
                                .map(TargetWords::name)
                                .orElse(Words.NONE));
            case 1 -> new Words(" 最后一个标签 " + p1, " last with tag " + p1);
            case 2 -> new Words(" 下一个标签 " + p1, " next with tag " + p1);
            case 3 ->
                command == CardCommand.UPDATE_RECORD
                        ? new Words(" 追加", " appended")
                        : new Words(" 上一个标签 " + p1, " previous with tag " + p1);
            default -> new Words(" 未知方式 " + mode, " unknown mode " + mode);
        };
    }

    private static Optional<RecordSlot> slot(CardFile file, int number) {
        return file.records().stream().filter(slot -> slot.number() == number).findFirst();
    }

    private static Words name(Element element) {
        return new Words(" " + element.zh(), " " + element.en());
    }

    private static Words offset(CommandApdu apdu) {
        int offset = (apdu.p1() & 0x80) != 0 ? apdu.p2() : (apdu.p1() << 8) + apdu.p2();
        return new Words(" 偏移 " + offset, " offset " + offset);
    }

    /** Bit 8 of the id separates keys of the current application from global ones (§4). */
    private Words key(int id) {
        String hex = String.format(Locale.ROOT, "%02X", id);
        String directory = (id & APPLICATION_KEY) == 0
                ? "SSSE"
                : session.application().map(Application::name).orElse("");
        String name = session.layout().keysOf(directory).stream()
                .filter(key -> key.type() == KeyType.EA && key.id() == id)
                .map(KeyDefinition::name)
                .findFirst()
                .orElse(id == 0 ? "MK" : "?");
        return new Words(" 密钥 " + name + " (" + hex + ")", " key " + name + " (" + hex + ")");
    }

    private Words psamKey(int use, int id) {
        int type = use & 0x1F;
        String name = session.layout().keys().stream()
                .filter(key -> key.psam()
                        .filter(psam -> psam.type() == type && psam.ids().contains(id))
                        .isPresent())
                .map(KeyDefinition::name)
                .findFirst()
                .orElse("?");
        String text = String.format(Locale.ROOT, " %s (%02X/%02X)", name, use, id);
        return new Words(" 密钥" + text, " key" + text);
    }

    private static Words balance(int code) {
        return switch (code) {
            case 1 -> new Words(" 个人账户余额", " account balance");
            case 2 -> new Words(" 年度个人自付累计", " self-pay total of the year");
            case 3 -> new Words(" 年度统筹支付累计", " pooled fund total of the year");
            default -> new Words(" 类型 " + code, " type " + code);
        };
    }
}
