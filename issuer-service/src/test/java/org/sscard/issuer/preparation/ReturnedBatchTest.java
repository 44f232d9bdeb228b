package org.sscard.issuer.preparation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.issuer.batchfile.CardOutcome;
import org.sscard.issuer.batchfile.CardOutcome.Result;
import org.sscard.issuer.batchfile.FileForm;
import org.sscard.issuer.batchfile.ReturnHeader;
import org.sscard.issuer.batchfile.SealedFile;
import org.sscard.issuer.batchfile.SealedFileWriter;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.preparation.ReturnDifference.Kind;
import org.sscard.issuer.preparation.store.PreparationStore;
import org.sscard.issuer.preparation.store.ReturnStore;
import org.sscard.issuer.producer.Producer;
import org.sscard.issuer.producer.ProducerKeys;
import org.sscard.issuer.producer.ProductionLine;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.Cause;
import org.sscard.keys.crypto.DataKey;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** From the house to a producer and back: F13, and what a released batch may not do any more. */
class ReturnedBatchTest {

    private static final String PRODUCER = "甲厂";
    private static final String MAKERS = "0081544C968684";

    @TempDir
    private static Path vaults;

    @TempDir
    private Path directory;

    private static SoftwareVault vault;
    private Bench bench;
    private Preparation preparation;
    private ReturnDesk returns;

    @BeforeAll
    static void makeVault() {
        vault = Bench.vault(vaults);
    }

    @AfterAll
    static void closeVault() {
        vault.close();
    }

    @BeforeEach
    void open() {
        bench = Bench.with(Bench.hierarchy(vault));
        preparation = new Preparation(
                new PreparationStore(bench.database, bench.clock, Bench.SEAL),
                Bench.SEAL,
                bench.hierarchy,
                Bench.profile(SpecificationVersion.V2_0),
                Environment.TEST,
                directory,
                bench.clock,
                new SecureRandom());
        returns = new ReturnDesk(new ReturnStore(bench.database, bench.clock, bench.book), Bench.SEAL);
    }

    @Test
    void releasedBatch_isMadeByItsProducerAndBooked() {
        UUID batch = bench.gathered(3);
        Path answer = produced(preparation.release(batch, PRODUCER, MAKERS, "li"), 2, 3);
        ReturnDesk.Received received = returns.receive(answer, "li");
        assertThat(received).isEqualTo(new ReturnDesk.Received(batch, 2, 0, 0, 1));
        List<CardRecord> cards = bench.registry.list(batch, null, 10);
        assertThat(cards)
                .extracting(CardRecord::state)
                .containsExactly(CardState.QC_PASSED, CardState.QC_PASSED, CardState.IN_BATCH);
        assertThat(cards.get(0).chip()).isPresent();
        assertThat(cards.get(0).apdus()).isGreaterThan(800);
        code(() -> returns.receive(answer, "li"), ErrorCode.BATCH_NOT_FOUND);
        // The card that was not made goes out with the next file.
        Path second = preparation.release(batch, PRODUCER, MAKERS, "li");
        assertThat(returns.receive(produced(second, 1, 1), "li").good()).isEqualTo(1);
    }

    @Test
    void twoOperatorsOnOneBatch_theSecondIsRefused() {
        UUID batch = bench.gathered(1);
        preparation.release(batch, PRODUCER, MAKERS, "li");
        code(() -> preparation.release(batch, PRODUCER, MAKERS, "wang"), ErrorCode.BATCH_DISPATCHED);
        code(() -> bench.batches.start(batch), ErrorCode.BATCH_DISPATCHED);
        UUID started = bench.batch(1).batchId();
        code(() -> preparation.release(started, PRODUCER, MAKERS, "wang"), ErrorCode.BATCH_RUNNING);
    }

    @Test
    void withdrawal_isRefusedWhenKeyDataLeftTheHouse() {
        UUID batch = bench.gathered(1);
        CardRecord card = bench.registry.list(batch, null, 1).get(0);
        preparation.release(batch, PRODUCER, MAKERS, "li");
        code(
                () -> bench.registry.move(
                        card.cardNumber(), CardState.IN_BATCH, CardState.WITHDRAWN, Cause.staff("li", "反悔")),
                ErrorCode.BATCH_KEYS_LEFT);
        UUID other = bench.gathered(1);
        CardRecord free = bench.registry.list(other, null, 1).get(0);
        bench.registry.move(free.cardNumber(), CardState.IN_BATCH, CardState.WITHDRAWN, Cause.staff("li", "反悔"));
    }

    @Test
    void returnThatDisagrees_blocksTheBatchAndShowsTheDifference() {
        UUID batch = bench.gathered(3);
        Path answer = produced(preparation.release(batch, PRODUCER, MAKERS, "li"), 3, 3);
        List<Attack> attacks = List.of(
                new Attack(Kind.MISSING, all -> all.subList(0, 2)),
                new Attack(Kind.SURPLUS, all -> {
                    List<CardOutcome> more = new ArrayList<>(all);
                    more.add(all.get(0));
                    return more;
                }),
                new Attack(Kind.CARD_NUMBER, all -> first(all, of -> with(of, "B00000001", of.result()))),
                new Attack(Kind.COUNT, all -> first(all, of -> with(of, of.cardNumber(), Result.SPOILED))),
                new Attack(Kind.BLANK, all -> first(all, of -> with(of, of.cardNumber(), Result.NOT_MADE))),
                new Attack(
                        Kind.BLANK_TWICE,
                        all -> first(
                                all,
                                of -> new CardOutcome(
                                        of.order(),
                                        of.cardNumber(),
                                        of.result(),
                                        all.get(1).blank(),
                                        of.historicalBytes(),
                                        1,
                                        ""))),
                new Attack(
                        Kind.CHIP,
                        all -> first(
                                all,
                                of -> new CardOutcome(
                                        of.order(),
                                        of.cardNumber(),
                                        of.result(),
                                        of.blank(),
                                        all.get(1).historicalBytes(),
                                        1,
                                        ""))));
        for (Attack attack : attacks) {
            Path changed = rewritten(answer, attack.change());
            code(() -> returns.receive(changed, "li"), ErrorCode.RETURN_DIFFERS);
            assertThat(returns.differences(batch))
                    .extracting(ReturnDifference::kind)
                    .contains(attack.kind());
            assertThat(bench.registry.list(batch, null, 10))
                    .extracting(CardRecord::state)
                    .containsOnly(CardState.IN_BATCH);
            code(() -> returns.receive(answer, "li"), ErrorCode.BATCH_BLOCKED);
            code(() -> returns.unblock(batch, "li"), ErrorCode.APPROVAL_SAME_PERSON);
            returns.unblock(batch, "wang");
        }
        assertThat(returns.receive(answer, "li").good()).isEqualTo(3);
    }

    @Test
    void returnFileChangedInOneBit_isRejectedWhole() throws Exception {
        UUID batch = bench.gathered(1);
        Path answer = produced(preparation.release(batch, PRODUCER, MAKERS, "li"), 1, 1);
        byte[] bytes = Files.readAllBytes(answer);
        bytes[bytes.length - 60] ^= 1;
        Files.write(answer, bytes);
        code(() -> returns.receive(answer, "li"), ErrorCode.RETURN_FILE_INVALID);
    }

    private record Attack(Kind kind, UnaryOperator<List<CardOutcome>> change) {}

    private static List<CardOutcome> first(List<CardOutcome> all, UnaryOperator<CardOutcome> change) {
        List<CardOutcome> changed = new ArrayList<>(all);
        changed.set(0, change.apply(all.get(0)));
        return changed;
    }

    private static CardOutcome with(CardOutcome of, String number, Result result) {
        return new CardOutcome(of.order(), number, result, of.blank(), of.historicalBytes(), of.apdus(), of.reason());
    }

    /** A return file with other records, rightly sealed: the producer himself is wrong. */
    private Path rewritten(Path answer, UnaryOperator<List<CardOutcome>> change) {
        DataKey key = fileKey();
        Path changed = directory.resolve("changed.ssr");
        try (SealedFile file = SealedFile.open(answer, FileForm.RETURN, header -> key)) {
            List<CardOutcome> outcomes = new ArrayList<>();
            for (int number = 1; number <= file.records(); number++) {
                outcomes.add(CardOutcome.parse(file.record(number), number));
            }
            ReturnHeader header = ReturnHeader.parse(file.header());
            try (SealedFileWriter writer = SealedFileWriter.create(changed, FileForm.RETURN, key, header.bytes())) {
                change.apply(outcomes).forEach(outcome -> writer.add(outcome.bytes()));
                writer.finish();
            }
        }
        return changed;
    }

    private DataKey fileKey() {
        String block = bench.database
                .jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select key_block from batch_file order by batch_file_id desc limit 1")
                        .mapTo(String.class)
                        .one());
        try (KeyMaterial transport = Bench.SEAL.transportKey(PRODUCER)) {
            return BatchFile.FileKey.unwrapped(transport, block);
        }
    }

    /** At the producer: so many of the cards are made. */
    private Path produced(Path file, int made, int expected) {
        ProducerKeys keys = new ProducerKeys(
                Bench.SEAL.transportKey(PRODUCER),
                KeyMaterial.owning(HexFormat.of().parseHex("404142434445464748494A4B4C4D4E4F"), MaterialAccess.GRANTED),
                CardAlgorithm.DES);
        try (Producer producer =
                Producer.open(directory.resolve("house"), PRODUCER, keys, bench.clock, new SecureRandom())) {
            UUID batch = producer.take(file).batchId();
            try (ProductionLine line = producer.line(batch)) {
                assertThat(line.cards()).isEqualTo(expected);
                for (int i = 0; i < made; i++) {
                    assertThat(line.work(Bench.blank()).orElseThrow().verdict().reason())
                            .isEmpty();
                }
                return producer.writeReturn(line);
            }
        }
    }

    private static void code(Runnable work, ErrorCode code) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
