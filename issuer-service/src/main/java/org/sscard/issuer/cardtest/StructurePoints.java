package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.KeyDefinition;

/** Cyclic and transparent files: points 22 and 23. */
final class StructurePoints {

    private static final int OK = 0x9000;
    private static final int RECORD_NOT_FOUND = 0x6A83;
    private static final int OUTSIDE = 0x6B00;
    private static final int STRUCTURE = 0x6981;

    private StructurePoints() {}

    /** Point 22: record 1 is the newest, the oldest gives way, behind the last there is nothing. */
    static void cyclicFiles(TestedCard card) {
        boolean tried = false;
        for (CardFile file : card.files()
                .filter(file -> file.structure() == FileStructure.CYCLIC)
                .toList()) {
            tried |= cyclicFile(card, file);
        }
        if (!tried) {
            throw new PointSkipped(say("没有能读的循环文件", "no cyclic file can be read here"));
        }
    }

    private static boolean cyclicFile(TestedCard card, CardFile file) {
        card.freshIn(file.ref().application());
        if (!card.satisfy(file.read())) {
            card.remark(file.ref() + " 读不到，未测", file.ref() + " cannot be read here: not looked at");
            return false;
        }
        List<byte[]> records = records(card, file);
        KeyDefinition key = file.update().key().map(card.layout()::key).orElse(null);
        boolean restorable = records.size() == file.recordCount();
        if (key == null || !card.holds(key)) {
            return true;
        }
        if (!restorable && !card.facts().destructive()) {
            card.remark(
                    file.ref() + " 未写满，追加记录无法复原，未测追加",
                    file.ref() + " is not full: an append could not be undone, so it was not tried");
            return true;
        }
        card.mustAuthenticate(key);
        rotate(card, file, restorable ? records : patterns(file));
        return true;
    }

    /** Number by number, until there is none: each whole, never more than the layout has. */
    private static List<byte[]> records(TestedCard card, CardFile file) {
        List<byte[]> records = new ArrayList<>();
        for (int number = 1; number <= file.recordCount() + 1; number++) {
            ResponseApdu answer = card.send(FileCommands.readRecord(file.sfi(), number));
            if (answer.status().value() == RECORD_NOT_FOUND) {
                return records;
            }
            requireStatus(
                    say(file.ref() + " 第 " + number + " 条记录", file.ref() + " record " + number), answer.status(), OK);
            require(
                    answer.dataLength() == file.recordLength(),
                    say(file.ref() + " 的记录长度", "record length of " + file.ref()),
                    file.recordLength() + " bytes",
                    answer.dataLength() + " bytes");
            records.add(answer.data());
        }
        throw new PointFailure(
                say(file.ref() + " 的记录数", "number of records of " + file.ref()),
                "at most " + file.recordCount(),
                "more");
    }

    /** One more than the file holds, so that the first of them must be gone at the end. */
    private static List<byte[]> patterns(CardFile file) {
        List<byte[]> patterns = new ArrayList<>();
        for (int i = file.recordCount() + 1; i >= 1; i--) {
            byte[] record = new byte[file.recordLength()];
            record[record.length - 1] = (byte) i;
            patterns.add(record);
        }
        return patterns;
    }

    /** Appends the oldest first: a full file that gets its own records anew ends as it began. */
    private static void rotate(TestedCard card, CardFile file, List<byte[]> newestFirst) {
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            byte[] record = newestFirst.get(i);
            card.expect(
                    say("向 " + file.ref() + " 追加", "append to " + file.ref()),
                    FileCommands.appendRecord(file.sfi(), record),
                    OK);
            byte[] newest = card.send(FileCommands.readRecord(file.sfi(), 1)).data();
            require(
                    Arrays.equals(record, newest),
                    say(file.ref() + " 第 1 条应为最新", file.ref() + " record 1 is the newest"),
                    "the record appended last",
                    "another record");
        }
        List<byte[]> after = records(card, file);
        boolean inOrder = after.size() == file.recordCount();
        for (int i = 0; inOrder && i < after.size(); i++) {
            inOrder = Arrays.equals(after.get(i), newestFirst.get(i));
        }
        require(
                inOrder,
                say(file.ref() + " 的循环顺序", "order of the records of " + file.ref()),
                file.recordCount() + " records, newest first, the oldest gone",
                after.size() + " records" + (after.size() == file.recordCount() ? " in another order" : ""));
    }

    /** Point 23: the whole size, no byte behind it, offsets that count, writes that stay. */
    static void transparentFiles(TestedCard card) {
        boolean tried = false;
        for (CardFile file : card.files()
                .filter(file -> file.structure() == FileStructure.TRANSPARENT)
                .toList()) {
            card.freshIn(file.ref().application());
            if (card.satisfy(file.read())) {
                tried = true;
                transparentFile(card, file);
            } else {
                card.remark(file.ref() + " 读不到，未测", file.ref() + " cannot be read here: not looked at");
            }
        }
        if (!tried) {
            throw new PointSkipped(say("没有能读的透明文件", "no transparent file can be read here"));
        }
    }

    private static void transparentFile(TestedCard card, CardFile file) {
        String name = file.ref().toString();
        int last = file.sizeBytes() - 1;
        card.expect(say(name + " 不是记录文件", name + " has no records"), FileCommands.readRecord(file.sfi(), 1), STRUCTURE);
        card.expect(say("选择 " + name, "SELECT " + name), FileCommands.selectFile(file.fid()), OK);
        byte[] end =
                card.expectOk(say(name + " 末字节", "last byte of " + name), FileCommands.readSelectedBinary(last, 1));
        require(end.length == 1, say(name + " 末字节", "last byte of " + name), "1 byte", end.length + " bytes");
        card.expect(
                say(name + " 末尾之后", "behind the end of " + name),
                FileCommands.readSelectedBinary(last + 1, 1),
                OUTSIDE);
        byte[] head =
                card.expectOk(say("读 " + name, "READ BINARY " + name), FileCommands.readBinary(file.sfi(), 0, 64));
        byte[] part =
                card.expectOk(say("读 " + name, "READ BINARY " + name), FileCommands.readBinary(file.sfi(), 16, 16));
        require(
                head.length == 64 && Arrays.equals(Arrays.copyOfRange(head, 16, 32), part),
                say(name + " 偏移量", "offset in " + name),
                "the bytes at offset 16",
                "others");
        file.update()
                .key()
                .map(card.layout()::key)
                .filter(key -> !(file.update() instanceof AccessRule.Never) && card.holds(key))
                .ifPresent(key -> write(card, file, key, head));
    }

    /** Four bytes are turned round and back. */
    private static void write(TestedCard card, CardFile file, KeyDefinition key, byte[] head) {
        int offset = 5;
        byte[] before = Arrays.copyOfRange(head, offset, offset + 4);
        byte[] changed = before.clone();
        for (int i = 0; i < changed.length; i++) {
            changed[i] ^= (byte) 0xFF;
        }
        String name = file.ref().toString();
        card.mustAuthenticate(key);
        card.expect(
                say("写 " + name, "UPDATE BINARY " + name), FileCommands.updateBinary(file.sfi(), offset, changed), OK);
        ResponseApdu after = card.send(FileCommands.readBinary(file.sfi(), 0, 64));
        card.expect(say("写回 " + name, "UPDATE BINARY back"), FileCommands.updateBinary(file.sfi(), offset, before), OK);
        byte[] wanted = head.clone();
        System.arraycopy(changed, 0, wanted, offset, changed.length);
        require(
                Arrays.equals(wanted, after.data()),
                say(name + " 写入后的内容", "content of " + name + " after the write"),
                "4 bytes changed at offset " + offset,
                "other content");
    }
}
