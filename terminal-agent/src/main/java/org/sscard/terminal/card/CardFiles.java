package org.sscard.terminal.card;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.codec.CyclicRecord;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.codec.ValueCodecException;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.Field;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.RecordSlot;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Reads and writes files by address (读写卡文件), flows 2 and 3 of card specification §7. */
final class CardFiles {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int RECORD_NOT_FOUND = 0x6A83;
    private static final int BLOCK = 0xF0;

    private final OpenCard card;
    private final CardRights rights;

    CardFiles(OpenCard card, CardRights rights) {
        this.card = card;
        this.rights = rights;
    }

    /**
     * Every selection is checked against the layout of this card's generation before the first command.
     *
     * @throws CodedException CARD_FILE_UNKNOWN, CARD_ELEMENT_UNKNOWN, CARD_FILE_ADDRESS_INVALID, CARD_REFUSED,
     *     CARD_DATA_INVALID and those of the rights
     */
    List<FileContent> read(List<FileSelection> selections, ReadingRight right) {
        selections.forEach(selection -> checked(card.layout(), selection));
        return selections.stream()
                .map(selection -> {
                    CardFile file = checked(card.layout(), selection);
                    rights.enter(file.ref().application());
                    rights.obtain(file.read(), right);
                    return new FileContent(selection, rows(file, selection));
                })
                .toList();
    }

    private List<List<String>> rows(CardFile file, FileSelection selection) {
        return switch (file.structure()) {
            case FIXED_TLV, VARIABLE_TLV ->
                List.of(selection.items().stream()
                        .map(item -> element(file, item))
                        .toList());
            case CYCLIC -> records(file, selection);
            case TRANSPARENT -> List.of(List.of(HEX.formatHex(binary(file))));
            case INTERNAL -> throw new CodedException(ErrorCode.CARD_FILE_UNKNOWN, file.ref());
        };
    }

    private String element(CardFile file, FileSelection.Item item) {
        RecordSlot slot = slot(file, item);
        byte[] answer = ask(
                CardCommand.READ_RECORD,
                slot.occurrence() == 1
                        ? FileCommands.readRecordByTag(file.sfi(), item.tag())
                        : FileCommands.readRecord(file.sfi(), slot.number()));
        try {
            TlvRecord record = TlvRecord.decode(answer);
            if (record.tag() != item.tag()) {
                throw invalid(ref(file, item));
            }
            return ElementCodec.decode(slot.element(), record.value());
        } catch (ValueCodecException e) {
            throw invalid(ref(file, item));
        }
    }

    private List<List<String>> records(CardFile file, FileSelection selection) {
        if (selection.record().isPresent()) {
            int number = selection.record().getAsInt();
            return List.of(fields(file, ask(CardCommand.READ_RECORD, FileCommands.readRecord(file.sfi(), number))));
        }
        return records(card, file).stream().map(record -> fields(file, record)).toList();
    }

    /** Every record of a cyclic file, newest first. */
    static List<byte[]> records(OpenCard card, CardFile file) {
        List<byte[]> records = new ArrayList<>();
        for (int number = 1; number <= file.recordCount(); number++) {
            ResponseApdu answer = card.transport().transmit(FileCommands.readRecord(file.sfi(), number));
            if (answer.status().value() == RECORD_NOT_FOUND) {
                break;
            }
            OpenCard.requireOk(CardCommand.READ_RECORD, answer.status());
            records.add(answer.data());
        }
        return records;
    }

    private static List<String> fields(CardFile file, byte[] record) {
        try {
            return List.copyOf(CyclicRecord.split(file, record).texts().values());
        } catch (ValueCodecException e) {
            throw new CodedException(ErrorCode.CARD_DATA_INVALID, file.ref().toString());
        }
    }

    private byte[] binary(CardFile file) {
        int size = file.sizeBytes();
        ask(CardCommand.SELECT, FileCommands.selectFile(file.fid()));
        ByteArrayOutputStream content = new ByteArrayOutputStream(size);
        while (content.size() < size) {
            int wanted = Math.min(BLOCK, size - content.size());
            byte[] part = ask(CardCommand.READ_BINARY, FileCommands.readSelectedBinary(content.size(), wanted));
            if (part.length == 0 || part.length > wanted) {
                throw new CodedException(ErrorCode.CARD_DATA_INVALID, file.ref().toString());
            }
            content.writeBytes(part);
        }
        return content.toByteArray();
    }

    /**
     * Writes every value, file by file. All of them are encoded before the first command, so that a value that does not fit
     * changes nothing.
     *
     * @throws CodedException as {@link #read}, and CARD_VALUE_ILLEGAL_CHARACTER, CARD_VALUE_TOO_LONG
     */
    void write(List<FileContent> contents) {
        Map<CardFile, List<CommandApdu>> commands = new LinkedHashMap<>();
        for (FileContent content : contents) {
            CardFile file = checked(card.layout(), content.selection());
            commands.computeIfAbsent(file, first -> new ArrayList<>()).addAll(updates(file, content));
        }
        commands.forEach((file, updates) -> {
            rights.enter(file.ref().application());
            rights.obtain(file.update(), ReadingRight.KEY);
            if (file.structure() == FileStructure.TRANSPARENT) {
                ask(CardCommand.SELECT, FileCommands.selectFile(file.fid()));
            }
            CardCommand command = file.structure() == FileStructure.TRANSPARENT
                    ? CardCommand.UPDATE_BINARY
                    : CardCommand.UPDATE_RECORD;
            updates.forEach(update -> ask(command, update));
        });
    }

    private static List<CommandApdu> updates(CardFile file, FileContent content) {
        FileSelection selection = content.selection();
        try {
            return switch (file.structure()) {
                case FIXED_TLV, VARIABLE_TLV -> elementUpdates(file, selection.items(), single(file, content));
                case CYCLIC ->
                    content.rows().stream()
                            .map(row -> FileCommands.appendRecord(file.sfi(), record(file, row)))
                            .toList();
                case TRANSPARENT -> binaryUpdates(file, single(file, content));
                case INTERNAL -> throw new CodedException(ErrorCode.CARD_FILE_UNKNOWN, file.ref());
            };
        } catch (ValueCodecException e) {
            ErrorCode code = e.problem() == ValueCodecException.Problem.TOO_LONG
                    ? ErrorCode.CARD_VALUE_TOO_LONG
                    : ErrorCode.CARD_VALUE_ILLEGAL_CHARACTER;
            throw new CodedException(e, code, file.ref());
        }
    }

    private static List<CommandApdu> elementUpdates(CardFile file, List<FileSelection.Item> items, List<String> row) {
        if (row.size() != items.size()) {
            throw addressInvalid(file);
        }
        return IntStream.range(0, items.size())
                .mapToObj(at -> {
                    RecordSlot slot = slot(file, items.get(at));
                    byte[] record = ElementCodec.encodeRecord(slot.element(), row.get(at));
                    return repeats(slot.element())
                            ? FileCommands.updateRecord(file.sfi(), slot.number(), record)
                            : FileCommands.updateRecordByTag(file.sfi(), record);
                })
                .toList();
    }

    private static boolean repeats(Element element) {
        return element.repeat() > 1;
    }

    private static byte[] record(CardFile file, List<String> row) {
        if (row.size() > file.fields().size()) {
            throw addressInvalid(file);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int at = 0; at < row.size(); at++) {
            Field field = file.fields().get(at);
            values.put(field.id(), row.get(at));
        }
        return CyclicRecord.compose(file, values).bytes();
    }

    private static List<CommandApdu> binaryUpdates(CardFile file, List<String> row) {
        if (row.size() != 1) {
            throw addressInvalid(file);
        }
        byte[] content = ElementCodec.encode(file.fields().get(0), row.get(0));
        return Stream.iterate(0, at -> at < content.length, at -> at + BLOCK)
                .map(at -> FileCommands.updateSelectedBinary(
                        at, Arrays.copyOfRange(content, at, Math.min(at + BLOCK, content.length))))
                .toList();
    }

    private static List<String> single(CardFile file, FileContent content) {
        if (content.rows().size() != 1) {
            throw addressInvalid(file);
        }
        return content.rows().get(0);
    }

    /** A file of this card's generation, selected as its structure allows. */
    static CardFile checked(CardLayout layout, FileSelection selection) {
        CardFile file = layout.findFile(selection.file())
                .filter(CardFile::isSelectable)
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_FILE_UNKNOWN, selection.file()));
        boolean fits = switch (file.structure()) {
            case FIXED_TLV, VARIABLE_TLV ->
                !selection.items().isEmpty() && selection.record().isEmpty();
            case CYCLIC -> selection.items().isEmpty();
            case TRANSPARENT, INTERNAL ->
                selection.items().isEmpty() && selection.record().isEmpty();
        };
        if (!fits) {
            throw addressInvalid(file);
        }
        selection.items().forEach(item -> slot(file, item));
        return file;
    }

    private static RecordSlot slot(CardFile file, FileSelection.Item item) {
        return file.record(item.tag(), item.occurrence())
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_ELEMENT_UNKNOWN, ref(file, item)));
    }

    private static ElementRef ref(CardFile file, FileSelection.Item item) {
        return file.ref().element(item.tag()).number(item.occurrence());
    }

    private byte[] ask(CardCommand command, CommandApdu apdu) {
        ResponseApdu answer = card.transport().transmit(apdu);
        OpenCard.requireOk(command, answer.status());
        return answer.data();
    }

    private static CodedException invalid(ElementRef element) {
        return new CodedException(ErrorCode.CARD_DATA_INVALID, element.toString());
    }

    private static CodedException addressInvalid(CardFile file) {
        return new CodedException(ErrorCode.CARD_FILE_ADDRESS_INVALID, file.ref());
    }
}
