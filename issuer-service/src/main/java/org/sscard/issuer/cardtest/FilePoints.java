package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.codec.ValueCodecException;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.RecordSlot;

/** What lies on the card: points 4 and 5. */
final class FilePoints {

    private static final int OK = 0x9000;
    private static final int RECORD_NOT_FOUND = 0x6A83;
    private static final String MEDICAL = "DF04";

    private FilePoints() {}

    /** Point 4. The internal medical file shows itself by the starting day, which is free. */
    static void completeness(TestedCard card) {
        for (Application application : card.applications()) {
            card.freshIn(application.name());
            card.files(application)
                    .forEach(file -> card.expect(
                            say("文件 " + file.ref(), "file " + file.ref()), FileCommands.selectFile(file.fid()), OK));
        }
        if (card.layout().findApplication(MEDICAL).isPresent()) {
            card.freshIn(MEDICAL);
            byte[] day = card.expectOk(say("医疗保险金额文件", "medical amount file"), MedicalCommands.getStartingDay());
            require(day.length == 2, say("年度起始日期", "starting day"), "2 bytes", day.length + " bytes");
        }
    }

    /** Point 5. */
    static void recordForms(TestedCard card) {
        for (Application application : card.applications()) {
            for (CardFile file : card.files(application).toList()) {
                if (file.structure().isTlv()) {
                    recordForms(card, file);
                }
            }
        }
        card.fresh();
        rangeOfIssuerData(card);
    }

    private static void recordForms(TestedCard card, CardFile file) {
        card.freshIn(file.ref().application());
        if (!card.satisfy(file.read())) {
            card.remark(file.ref() + " 读不到，未测", file.ref() + " cannot be read here: not looked at");
            return;
        }
        List<RecordSlot> slots = file.records();
        for (RecordSlot slot : slots) {
            byte[] record = card.expectOk(
                    say(file.ref() + " 第 " + slot.number() + " 条记录", file.ref() + " record " + slot.number()),
                    FileCommands.readRecord(file.sfi(), slot.number()));
            requireForm(file, slot, record);
            if (slot.occurrence() == 1) {
                byte[] byTag = card.expectOk(
                        say(file.ref() + " 按标识读", file.ref() + " by tag"),
                        FileCommands.readRecordByTag(file.sfi(), slot.element().tag()));
                require(
                        Arrays.equals(record, byTag),
                        say(file.ref() + " 按标识和按号读相同", file.ref() + ": by tag and by number the same record"),
                        "record " + slot.number(),
                        "another record");
            }
        }
        int behind = slots.size() + 1;
        card.expect(
                say(file.ref() + " 记录数", file.ref() + " has no further record"),
                FileCommands.readRecord(file.sfi(), behind),
                RECORD_NOT_FOUND);
    }

    /** Tag, length and value of a record; nested elements keep their inner tags and lengths (§2). */
    private static void requireForm(CardFile file, RecordSlot slot, byte[] record) {
        Element element = slot.element();
        String where = file.ref() + " record " + slot.number();
        Optional<TlvRecord> decoded = decode(record);
        require(
                decoded.isPresent(),
                say(where + " 的 TLV 形式", where + " is one TLV"),
                "tag, length, value",
                shape(record));
        TlvRecord tlv = decoded.orElseThrow();
        require(
                tlv.tag() == element.tag(),
                say(where + " 的标识", "tag of " + where),
                String.format("%02X", element.tag()),
                String.format("%02X", tlv.tag()));
        int length = tlv.value().length;
        boolean fits =
                file.structure() == FileStructure.FIXED_TLV ? length == element.length() : length <= element.length();
        require(fits, say(where + " 的长度", "length of " + where), element.length() + " bytes", length + " bytes");
        if (!element.elements().isEmpty()) {
            requireInner(where, element, tlv.value());
        }
    }

    private static void requireInner(String where, Element element, byte[] value) {
        int at = 0;
        for (Element inner : element.elements()) {
            boolean there = at + 1 < value.length
                    && (value[at] & 0xFF) == inner.tag()
                    && (value[at + 1] & 0xFF) == inner.length();
            require(
                    there,
                    say(where + " 内层元素", "inner element of " + where),
                    String.format("%02X %02X", inner.tag(), inner.length()),
                    "another header at offset " + at);
            at += inner.encodedLength();
        }
        require(
                at == value.length,
                say(where + " 内层长度", "inner length of " + where),
                at + " bytes",
                value.length + " bytes");
    }

    private static Optional<TlvRecord> decode(byte[] record) {
        try {
            return Optional.of(TlvRecord.decode(record));
        } catch (ValueCodecException e) {
            return Optional.empty();
        }
    }

    private static String shape(byte[] record) {
        return record.length < 2
                ? record.length + " bytes"
                : String.format("%02X %02X, %d bytes", record[0], record[1], record.length);
    }

    /** Mode 5 gives the records in their order, one after the other. */
    private static void rangeOfIssuerData(TestedCard card) {
        CardFile file = card.layout().file(CardElements.ISSUER_DATA);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (RecordSlot slot : file.records()) {
            expected.writeBytes(card.send(FileCommands.readRecord(file.sfi(), slot.number()))
                    .data());
        }
        ResponseApdu range = card.send(FileCommands.readRecordsFrom(file.sfi(), 1));
        requireStatus(say("从第 1 条读到末条", "records from 1 to the last"), range.status(), OK);
        require(
                Arrays.equals(expected.toByteArray(), range.data()),
                say("连续读的记录顺序", "order of the records read together"),
                expected.size() + " bytes in the order of the table",
                range.dataLength() + " bytes");
    }
}
