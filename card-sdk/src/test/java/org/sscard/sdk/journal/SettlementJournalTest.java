package org.sscard.sdk.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.TransactionId;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class SettlementJournalTest {
    private static final Instant NOON = Instant.parse("2026-11-22T04:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Fingerprint VISIT = Fingerprint.of("visit 7");
    private static final Fingerprint QUOTE = Fingerprint.of("Q1");
    private static final ByteString REQUEST = ByteString.copyFromUtf8("the request");

    @TempDir
    Path directory;

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        try (SettlementJournal journal = open()) {
            journal.submitted(journal.debited(drawn(journal, "a"), REQUEST), REQUEST);
            journal.ended(journal.submitted(drawn(journal, "b"), REQUEST), EntryState.DECLINED, "TAC_FALSE");
        }
        try (SettlementJournal journal = open()) {
            assertThat(journal.unfinished()).singleElement().satisfies(entry -> {
                assertThat(entry.id().value()).isEqualTo("a");
                assertThat(entry.state()).isEqualTo(EntryState.SUBMITTED);
                assertThat(entry.request()).isEqualTo(REQUEST);
                assertThat(entry.visit()).isEqualTo(VISIT);
                assertThat(entry.subject()).isEqualTo(QUOTE);
            });
            assertThat(journal.find(new TransactionId("b"))).get().satisfies(entry -> {
                assertThat(entry.state()).isEqualTo(EntryState.DECLINED);
                assertThat(entry.code()).isEqualTo("TAC_FALSE");
                assertThat(entry.request()).isEqualTo(ByteString.EMPTY);
            });
        }
    }

    @Test
    void secondSdkOnTheSameJournalIsRefused() {
        try (SettlementJournal journal = open()) {
            assertThat(journal.unfinished()).isEmpty();
            assertThatThrownBy(this::open).satisfies(e -> assertCode(e, ErrorCode.JOURNAL_IN_USE));
        }
        open().close();
    }

    @Test
    void cutAtAnyByteLosesAtMostTheLastRecord() throws IOException {
        byte[] whole = threeRecords();
        int known = 0;
        for (int length = 0; length <= whole.length; length++) {
            Path cut = Files.createDirectory(directory.resolve("cut" + length));
            Files.write(cut.resolve(SettlementJournal.FILE), Arrays.copyOf(whole, length));
            try (SettlementJournal journal = SettlementJournal.open(cut, CLOCK)) {
                int present = journal.unfinished().size();
                assertThat(present).isBetween(known, known + 1);
                known = present;
                // A journal with a cut tail goes on as if the torn record had never been.
                drawn(journal, "after");
            }
            try (SettlementJournal journal = SettlementJournal.open(cut, CLOCK)) {
                assertThat(journal.unfinished()).hasSize(known + 1);
            }
        }
        assertThat(known).isEqualTo(3);
    }

    @Test
    void anyFlippedBitBeforeTheLastRecordIsDamage() throws IOException {
        byte[] whole = threeRecords();
        int lastRecord = whole.length - (whole.length - 8) / 3;
        for (int at = 0; at < lastRecord; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Path damaged = Files.createDirectory(directory.resolve("flip" + at));
            Files.write(damaged.resolve(SettlementJournal.FILE), flipped);
            assertThatThrownBy(() -> SettlementJournal.open(damaged, CLOCK))
                    .satisfies(e -> assertCode(e, ErrorCode.JOURNAL_DAMAGED));
        }
    }

    @Test
    void compactionKeepsTheOpenAndForgetsTheOldEnded() {
        try (SettlementJournal journal = open()) {
            for (int i = 0; i < 100; i++) {
                journal.ended(journal.submitted(drawn(journal, "ended" + i), REQUEST), EntryState.SETTLED, "");
            }
            journal.submitted(drawn(journal, "open"), REQUEST);
        }
        Clock later = Clock.offset(CLOCK, Duration.ofDays(4));
        try (SettlementJournal journal = SettlementJournal.open(directory, later)) {
            assertThat(journal.find(new TransactionId("ended1"))).isEmpty();
            assertThat(journal.unfinished())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.id().value()).isEqualTo("open"));
        }
        assertThat(directory.resolve(SettlementJournal.FILE).toFile().length()).isLessThan(200);
        try (SettlementJournal journal = SettlementJournal.open(directory, later)) {
            assertThat(journal.unfinished()).hasSize(1);
        }
    }

    @Test
    void stepsOutOfOrderAreRefused() {
        try (SettlementJournal journal = open()) {
            JournalEntry entry = drawn(journal, "a");
            assertThatThrownBy(() -> journal.ended(entry, EntryState.SETTLED, ""))
                    .isInstanceOf(IllegalStateException.class);
            journal.submitted(entry, REQUEST);
            assertThatThrownBy(() -> journal.debited(entry, REQUEST)).isInstanceOf(IllegalStateException.class);
            journal.ended(entry, EntryState.SETTLED, "");
            assertThatThrownBy(() -> journal.ended(entry, EntryState.DECLINED, ""))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void sameIdTwiceIsRefused() {
        try (SettlementJournal journal = open()) {
            drawn(journal, "a");
            assertThatThrownBy(() -> drawn(journal, "a")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void journalThatCannotBeWrittenIsSaid() throws IOException {
        Path notADirectory = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> SettlementJournal.open(notADirectory, CLOCK))
                .satisfies(e -> assertCode(e, ErrorCode.JOURNAL_NOT_WRITABLE));
    }

    @Test
    void theVisitsNumberIsNotInTheFile() throws IOException {
        try (SettlementJournal journal = open()) {
            journal.open(new TransactionId("a"), EntryKind.SETTLE, Fingerprint.of("ZY-张三-1"), QUOTE, REQUEST);
        }
        assertThat(Files.readString(
                        directory.resolve(SettlementJournal.FILE), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("ZY-");
    }

    private byte[] threeRecords() throws IOException {
        try (SettlementJournal journal = open()) {
            drawn(journal, "a");
            drawn(journal, "b");
            drawn(journal, "c");
        }
        return Files.readAllBytes(directory.resolve(SettlementJournal.FILE));
    }

    private SettlementJournal open() {
        return SettlementJournal.open(directory, CLOCK);
    }

    private static JournalEntry drawn(SettlementJournal journal, String id) {
        return journal.open(new TransactionId(id), EntryKind.SETTLE, VISIT, QUOTE, ByteString.EMPTY);
    }

    private static void assertCode(Throwable thrown, ErrorCode code) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
