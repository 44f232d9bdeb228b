package org.sscard.issuer.perso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Verdict.Ending;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.store.Resealed;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.SimulatorPlugin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class PersonaliserTest {

    @TempDir
    private static Path directory;

    private static SoftwareVault vault;

    private Bench bench;
    private JobStore jobs;
    private Personaliser personaliser;

    @BeforeAll
    static void makeVault() {
        vault = Bench.vault(directory);
    }

    @AfterAll
    static void closeVault() {
        vault.close();
    }

    @BeforeEach
    void openBench() {
        bench = Bench.with(Bench.hierarchy(vault));
        jobs = bench.jobs("first");
        personaliser = bench.personaliser(jobs);
    }

    @Test
    void blank_becomesAPersonsCardAndPassesReadBack() {
        Lease lease = next(bench.batch(1));
        SimulatedCard blank = Bench.blank();
        Verdict verdict = personaliser.make(lease, bench.card(lease), blank);
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.ending()).isEqualTo(Ending.QC_PASSED);
        CardRecord card = bench.card(lease);
        assertThat(card.state()).isEqualTo(CardState.QC_PASSED);
        assertThat(card.apdus()).isEqualTo(verdict.apdus()).isGreaterThan(800);
        assertThat(HistoricalBytes.ofAtr(blank.atr()))
                .contains(card.chip().orElseThrow().historicalBytes());
        assertThat(card.chip().orElseThrow().historicalBytes().hex()).startsWith("0081544C9686842110");
        blank.transmit(FileCommands.selectByName(HexFormat.of().parseHex("7378312E73682EC9E7BBE1B1A3D5CF")));
        assertThat(text(blank, 5, 7)).isEqualTo(card.cardNumber());
        assertThat(text(blank, 6, 1)).isEqualTo(card.holder().idNumber());
    }

    @ParameterizedTest
    @EnumSource(
            value = SpecificationVersion.class,
            names = {"V2_0", "V3_0"})
    void everyGeneration_passesReadBack(SpecificationVersion version) {
        Lease lease = next(bench.batch(1));
        Verdict verdict =
                bench.personaliser(jobs, Bench.profile(version)).make(lease, bench.card(lease), Bench.blank());
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.ending()).isEqualTo(Ending.QC_PASSED);
    }

    @Test
    void journal_explainsEveryApduAndHoldsNoKey() {
        Lease lease = next(bench.batch(1));
        Verdict verdict = personaliser.make(lease, bench.card(lease), Bench.blank());
        List<JournalStore.Line> lines = bench.journals.of(lease.cardId());
        assertThat(lines).hasSize(2 * verdict.apdus());
        for (int i = 0; i < lines.size(); i += 2) {
            assertThat(lines.get(i).entry()).isEqualTo('I');
            assertThat(lines.get(i + 1).entry()).isEqualTo('R');
            assertThat(lines.get(i).seq()).isEqualTo(i / 2 + 1);
            String command = lines.get(i).apdu();
            boolean verify = lines.get(i).step().equals("PIN") && command.startsWith("0020");
            boolean secret = command.startsWith("84D4") || verify;
            assertThat(lines.get(i).digest() != null).isEqualTo(secret);
            assertThat(!secret || command.length() == 8).isTrue();
        }
        assertThat(lines).noneMatch(line -> line.apdu() != null && line.apdu().contains("123456"));
    }

    @Test
    void wrongCardOnResume_isRefusedWithoutOneApdu() {
        Lease torn = tornAt(200, Bench.blank());
        SimulatedCard other = Bench.blank();
        CountingTransport counted = new CountingTransport(other);
        Lease lease = jobs.lease(torn.cardId()).orElseThrow();
        assertThatThrownBy(() -> personaliser.resume(lease, bench.card(lease), counted))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERSO_CARD_DIFFERS));
        assertThat(counted.count).isZero();
        assertThat(bench.card(lease).state()).isEqualTo(CardState.UNKNOWN);
    }

    @Test
    void oneBlankForTwoRecords_theSecondIsRefused() {
        BatchRecord batch = bench.batch(2);
        SimulatedCard blank = Bench.blank();
        Lease first = next(batch);
        // Pulled out before the bureau's historical bytes were set: the chip still looks untouched.
        personaliser.make(first, bench.card(first), new TearingTransport(blank, 2, false));
        assertThat(bench.card(first).state()).isEqualTo(CardState.UNKNOWN);
        Lease second = next(batch);
        assertThatThrownBy(() -> personaliser.make(second, bench.card(second), blank))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOCK_BLANK_USED));
        assertThat(bench.card(second).state()).isEqualTo(CardState.IN_BATCH);
    }

    @Test
    void finishedCardInsteadOfABlank_isRefused() {
        BatchRecord batch = bench.batch(2);
        SimulatedCard card = Bench.blank();
        Lease first = next(batch);
        personaliser.make(first, bench.card(first), card);
        Lease second = next(batch);
        assertThatThrownBy(() -> personaliser.make(second, bench.card(second), card))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERSO_CARD_NOT_BLANK));
        assertThat(bench.card(second).state()).isEqualTo(CardState.IN_BATCH);
    }

    @Test
    void blankWithAnotherTransportKey_isSpoiledAfterOneTry() {
        Lease lease = next(bench.batch(1));
        SimulatedCard foreign = new SimulatorPlugin()
                .insert("{\"kind\":\"blank\",\"transportKey\":\"00000000000000000000000000000000\","
                        + "\"atrHistoricalBytes\":\"0081544C96868400009999999A\"}");
        Verdict verdict = personaliser.make(lease, bench.card(lease), foreign);
        assertThat(verdict.ending()).isEqualTo(Ending.SPOILED);
        assertThat(verdict.reason()).contains("PERSO_KEY_CHECK_FAILED").contains("transport key");
        assertThat(verdict.apdus()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tornBlank_isMadeFromTheStart(boolean acted) {
        SimulatedCard blank = Bench.blank();
        Lease torn = tornAt(4, blank, acted);
        Verdict verdict = resumed(torn, blank);
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.ending()).isEqualTo(Ending.QC_PASSED);
    }

    @Test
    void flippedBitOnTheCard_doesNotPassReadBack() {
        Lease lease = next(bench.batch(1));
        CardTransport flipping = new FlippingTransport(Bench.blank(), "00DC", 400);
        Verdict verdict = personaliser.make(lease, bench.card(lease), flipping);
        assertThat(verdict.ending()).isEqualTo(Ending.SPOILED);
        assertThat(verdict.reason()).contains("PERSO_READ_BACK_DIFFERS");
    }

    @Test
    void lateWorkerWithAnOldLease_writesNothing() {
        BatchRecord batch = bench.batch(1);
        Lease old = next(batch);
        assertThat(jobs.leaseNext(batch.batchId())).isEmpty();
        bench.clock.advance(Duration.ofSeconds(16));
        Lease newer = bench.jobs("second").leaseNext(batch.batchId()).orElseThrow();
        assertThat(newer.token()).isGreaterThan(old.token());
        CountingTransport counted = new CountingTransport(Bench.blank());
        assertThatThrownBy(() -> personaliser.make(old, bench.card(old), counted))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_LEASE_LOST));
        assertThat(counted.count).isZero();
    }

    /** F1: the card is pulled, or the host dies, before an APDU or after the card acted; then the service starts anew. */
    @Test
    void tearsWhereSomethingTurns_endQcPassedOrSpoiled() {
        Lease whole = next(bench.batch(1));
        int apdus = personaliser.make(whole, bench.card(whole), Bench.blank()).apdus();
        int written = lastOfTheScript(whole);
        Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
        for (int n : new int[] {2, 3, 4, 5, 400, written, written + 1, apdus}) {
            endings.merge(tearAndRestart(n, false), 1, Integer::sum);
            endings.merge(tearAndRestart(n, true), 1, Integer::sum);
        }
        assertThat(endings).containsOnlyKeys(Ending.QC_PASSED, Ending.SPOILED);
    }

    /**
     * F1 at every APDU: what the card holds after APDU n is what it holds when it is torn after n or before n + 1. Every such
     * content is put in again, with the record as the tear left it.
     */
    @Test
    void tearAtEveryApdu_endsQcPassedOrSpoiled() {
        RecordingCard recorded = new RecordingCard(Bench.blank());
        Lease torn = next(bench.batch(1));
        int apdus = personaliser.make(torn, bench.card(torn), recorded).apdus();
        assertThat(recorded.apdus).isEqualTo(apdus);
        Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
        for (String content : recorded.contents) {
            forgetVerdict(torn);
            SimulatedCard card = new SimulatorPlugin().insert(content);
            Verdict verdict = resumed(torn, card);
            assertThat(verdict.ending()).isNotEqualTo(Ending.UNKNOWN);
            if (verdict.ending() == Ending.QC_PASSED) {
                readBack(torn, card);
            } else {
                assertThat(verdict.reason()).isEqualTo(ErrorCode.PERSO_TORN.name());
            }
            endings.merge(verdict.ending(), 1, Integer::sum);
        }
        // Blank before and after its historical bytes were set, and finished; everything between is spoiled.
        assertThat(endings).containsEntry(Ending.QC_PASSED, 3);
        assertThat(endings.get(Ending.SPOILED)).isEqualTo(recorded.contents.size() - 3);
    }

    /** The record as a tear leaves it: chip bound, nothing known. */
    private void forgetVerdict(Lease lease) {
        bench.clock.advance(Duration.ofMinutes(1));
        bench.database
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "update card set state = 'UNKNOWN', reason = '' where card_id = ?", lease.cardId()));
        Resealed.card(bench.database, Bench.SEAL, lease.cardId());
    }

    /** Sequence number of the last APDU before read-back begins. */
    private int lastOfTheScript(Lease lease) {
        return bench.journals.of(lease.cardId()).stream()
                .filter(line -> line.step().equals("end MF"))
                .mapToInt(JournalStore.Line::seq)
                .max()
                .orElseThrow();
    }

    private Ending tearAndRestart(int apdu, boolean acted) {
        bench = Bench.with(Bench.hierarchy(vault));
        jobs = bench.jobs("worker");
        personaliser = bench.personaliser(jobs);
        SimulatedCard blank = Bench.blank();
        Lease torn = tornAt(apdu, blank, acted);
        assertThat(bench.card(torn).state()).isEqualTo(CardState.UNKNOWN);
        Verdict verdict = resumed(torn, blank);
        assertThat(bench.card(torn).state()).isEqualTo(verdict.ending().state());
        if (verdict.ending() == Ending.QC_PASSED) {
            readBack(torn, blank);
        } else {
            assertThat(bench.card(torn).reason()).as("torn at %d", apdu).contains("PERSO_TORN");
        }
        return verdict.ending();
    }

    /** Independently of the run that passed: every field and key once more. */
    private void readBack(Lease torn, SimulatedCard card) {
        CardRecord record = bench.card(torn);
        CardRecord.Chip chip = record.chip().orElseThrow();
        JournalledTransport transport = new JournalledTransport(card, (result, next) -> {});
        try (CardKeys keys =
                bench.hierarchy.cardKeys(record.region(), chip.historicalBytes().bytes(), CardAlgorithm.DES)) {
            StepRunner runner = new StepRunner(transport, keys, Bench.pin(), new SecureRandom());
            ReadBack.of(Bench.profile(SpecificationVersion.V2_0), record, chip).forEach(runner::run);
        }
    }

    private Lease tornAt(int apdu, SimulatedCard blank) {
        return tornAt(apdu, blank, true);
    }

    private Lease tornAt(int apdu, SimulatedCard blank, boolean acted) {
        Lease lease = next(bench.batch(1));
        Verdict verdict = personaliser.make(lease, bench.card(lease), new TearingTransport(blank, apdu, acted));
        assertThat(verdict.ending()).isEqualTo(Ending.UNKNOWN);
        blank.reset();
        return lease;
    }

    private Verdict resumed(Lease torn, SimulatedCard card) {
        JobStore restarted = bench.jobs("restarted");
        Lease lease = restarted.lease(torn.cardId()).orElseThrow();
        return bench.personaliser(restarted).resume(lease, bench.card(lease), card);
    }

    private Lease next(BatchRecord batch) {
        return jobs.leaseNext(batch.batchId()).orElseThrow();
    }

    private static String text(SimulatedCard card, int sfi, int record) {
        byte[] data = card.transmit(FileCommands.readRecord(sfi, record)).data();
        return new String(data, 2, data.length - 2, StandardCharsets.US_ASCII);
    }
}
