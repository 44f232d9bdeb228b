package org.sscard.spec.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.codec.CardText;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.command.PinBlock;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;
import org.sscard.spec.transport.GetResponseTransport;
import org.sscard.spec.transport.ScriptedCard;

class TraceTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-16T01:30:00Z"), ZoneOffset.UTC);
    private static final CardLayout LAYOUT = CardLayout.of(SpecificationVersion.V2_0);
    private static final byte[] SSSE = LAYOUT.application("SSSE").aidBytes();
    private static final String NAME = hexOf(CardText.encodeGbk("测试甲", 30));

    private static String hexOf(byte[] bytes) {
        return MaskedBytes.open(bytes).toString();
    }

    private static ScriptedCard windowCard() {
        return new ScriptedCard()
                .answers(
                        "611E",
                        "6F1C840F" + hexOf(SSSE) + "A50988011E9F0C03860101" + "9000",
                        "0304322E3030" + "9000",
                        "0709413030303031323333" + "9000",
                        "091E" + NAME + "9000",
                        "63C5",
                        "9000",
                        "6106",
                        "000100000001" + "9000")
                .fails(Kind.CARD_REMOVED);
    }

    /** What a window does, with a little of everything that must not be seen afterwards. */
    private static void session(CardTransport card) {
        card.transmit(FileCommands.selectByName(SSSE));
        card.transmit(FileCommands.readRecord(5, 3));
        card.transmit(FileCommands.readRecordByTag(5, 0x07));
        card.transmit(FileCommands.readRecordByTag(6, 0x09));
        card.transmit(
                SecurityCommands.verify(PinBlock.encode("8765".getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
        card.transmit(FileCommands.selectByName(LAYOUT.application("DF04").aidBytes()));
        card.transmit(MedicalCommands.getBalance(MedicalCommands.Balance.POOL_OF_YEAR));
        try {
            card.transmit(MedicalCommands.initializeForPurchase(1, 0, 10_000, 30_000, "211002000001"));
        } catch (CardTransportException pulled) {
            assertThat(pulled.kind()).isEqualTo(Kind.CARD_REMOVED);
        }
    }

    private static String record(boolean redacted) {
        StringWriter out = new StringWriter();
        TraceWriter writer = redacted
                ? TraceWriter.redacted(out, TraceRole.CARD)
                : TraceWriter.inClearForFictionalTestCards(out, TraceRole.CARD);
        try (CardTransport card = new GetResponseTransport(new RecordingTransport(windowCard(), writer, CLOCK))) {
            session(card);
        }
        return out.toString();
    }

    private static Trace read(String text) throws IOException {
        return TraceFormat.read(new StringReader(text));
    }

    @Test
    void redactedTrace_showsNoPinNoNameNoAmount() throws IOException {
        String trace = record(true);
        assertThat(trace)
                .doesNotContain("8765")
                .doesNotContain(NAME.substring(0, 12))
                .doesNotContain("413030303031323333")
                .doesNotContain("00002710")
                .doesNotContain("000100000001")
                .contains("\"0304322E30309000\"")
                .contains("\"0709" + "**".repeat(9) + "9000\"")
                .contains("\"0020000002****\"");
        assertThat(read(trace).redacted()).isTrue();
    }

    @Test
    void redactedTrace_isExplainedInWords() throws IOException {
        List<TraceDecoder.Explanation> lines = TraceDecoder.explain(read(record(true)));
        assertThat(lines.stream().map(TraceDecoder.Explanation::en))
                .contains(
                        "SELECT SSSE Social security environment (basic data) → 611E 30 more bytes wait for GET RESPONSE",
                        "READ RECORD SSSE/EF05 Issuer data record 3 specification version → 9000 done; "
                                + "specification version = 2.00 version 2.0",
                        "READ RECORD SSSE/EF05 Issuer data tag 07 card number → 9000 done; card number (9 bytes hidden)",
                        "VERIFY → 63C5 PIN wrong or not yet verified, 5 tries left",
                        "GET BALANCE pooled fund total of the year → 6106 6 more bytes wait for GET RESPONSE",
                        "INITIALIZE FOR PURCHASE → the card was taken out",
                        "closed");
        assertThat(lines.get(1).zh()).startsWith("SELECT SSSE 社会保障系统环境");
        assertThat(lines.get(4).zh()).contains("SSSE/EF05", "卡号", "隐去 9 字节");
    }

    @Test
    void traceInClear_replaysByteByByte() throws IOException {
        Trace trace = read(record(false));
        assertThat(trace.redacted()).isFalse();
        ReplayTransport replay = new ReplayTransport(trace);
        assertThat(replay.atr()).hasSize(17);
        session(new GetResponseTransport(replay));
        assertThat(replay.isFinished()).isTrue();
    }

    @Test
    void replay_failsOnAnotherCommand() throws IOException {
        ReplayTransport replay = new ReplayTransport(read(record(true)));
        assertThatThrownBy(() -> replay.transmit(FileCommands.selectMasterFile()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("00A40400");
    }

    @Test
    void file_isRefusedWithItsLine() {
        assertThatThrownBy(() -> read("")).isInstanceOf(TraceFormatException.class);
        assertThatThrownBy(() -> read("{\"trace\":\"other\"}")).isInstanceOf(TraceFormatException.class);
        String header = TraceFormat.header(TraceRole.CARD, true);
        for (String bad : List.of(
                "no json",
                "{\"at\":\"2026-03-16T01:30:00Z\"}",
                "{\"at\":\"yesterday\",\"closed\":true}",
                "{\"at\":\"2026-03-16T01:30:00Z\",\"command\":\"00\",\"response\":\"9\"}",
                "{\"at\":\"2026-03-16T01:30:00Z\",\"command\":\"00A40000\",\"response\":\"****\"}")) {
            assertThatThrownBy(() -> read(header + "\n" + bad))
                    .isInstanceOfSatisfying(
                            TraceFormatException.class,
                            e -> assertThat(e.line()).isEqualTo(2));
        }
    }

    @Test
    void fullDisk_stopsTheTraceAndNotTheCard() {
        Writer full = new Writer() {
            @Override
            public void write(char[] buffer, int from, int length) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        TraceWriter writer = TraceWriter.redacted(full, TraceRole.CARD);
        CardTransport card = new RecordingTransport(new ScriptedCard().answers("9000"), writer, CLOCK);
        assertThat(card.transmit(FileCommands.selectMasterFile()).status().isOk())
                .isTrue();
        assertThat(writer.failure()).isPresent();
    }

    @Property
    void unknownCommands_showNothingButTheirHeader(@ForAll @Size(min = 1, max = 40) byte[] data) {
        Redactor redactor = new Redactor(TraceRole.CARD);
        CommandApdu command = CommandApdu.of(0x90, 0x12, 0x00, 0x00, data);
        assertThat(redactor.command(command).toString().substring(10)).matches("[*]+");
        assertThat(redactor.response(command, ResponseApdu.of(org.sscard.spec.apdu.StatusWord.OK, data))
                        .toString())
                .matches("[*]+9000");
    }

    @Property
    void recordsOfUnselectedFiles_areHiddenWholly(@ForAll @Size(min = 1, max = 40) byte[] data) {
        Redactor redactor = new Redactor(TraceRole.CARD);
        CommandApdu read = FileCommands.readRecord(5, 3);
        assertThat(redactor.response(read, ResponseApdu.of(org.sscard.spec.apdu.StatusWord.OK, data))
                        .toString())
                .matches("[*]+9000");
    }

    @Property
    void holderRecords_showTagAndLengthOnly(@ForAll @Size(min = 1, max = 30) byte[] value) {
        Redactor redactor = new Redactor(TraceRole.CARD);
        redactor.response(FileCommands.selectByName(SSSE), ResponseApdu.of(org.sscard.spec.apdu.StatusWord.OK));
        byte[] record = new org.sscard.spec.codec.TlvRecord(0x08, value).encode();
        assertThat(redactor.response(
                                FileCommands.readRecord(6, 1),
                                ResponseApdu.of(org.sscard.spec.apdu.StatusWord.OK, record))
                        .toString())
                .matches("08" + "[0-9A-F]{2}[*]+9000");
    }
}
