package org.sscard.issuer.preparation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.issuer.batchfile.BatchHeader;
import org.sscard.issuer.batchfile.CardOrder;
import org.sscard.issuer.batchfile.FileForm;
import org.sscard.issuer.batchfile.SealedFileWriter;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.perso.ProfileKeys;
import org.sscard.issuer.preparation.store.PreparationStore;
import org.sscard.issuer.preparation.store.PreparationStore.Ordered;
import org.sscard.issuer.preparation.store.PreparationStore.Orders;
import org.sscard.issuer.preparation.store.PreparationStore.Release;
import org.sscard.issuer.preparation.store.PreparationStore.Written;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.keys.KeyException;
import org.sscard.keys.hierarchy.BatchKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.identity.RegionCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Data preparation (数据准备): who holds the keys writes the file that a producer makes cards from (docs/batch-file.md). Each card
 * gets its serial, its identification code, its keys and a PIN of its own here.
 */
public final class Preparation {

    private static final Pattern CHIP_MAKERS = Pattern.compile("[0-9A-F]{14}");
    private static final String NO_SERIAL = "000000000000";
    private static final int PIN_DIGITS = 6;
    private static final int PINS = 1_000_000;

    private final PreparationStore store;
    private final RegistrySeal seal;
    private final Hierarchy hierarchy;
    private final CardProfile profile;
    private final Environment environment;
    private final Path directory;
    private final Clock clock;
    private final SecureRandom random;

    /** @param directory where the files lie until they are fetched */
    public Preparation(
            PreparationStore store,
            RegistrySeal seal,
            Hierarchy hierarchy,
            CardProfile profile,
            Environment environment,
            Path directory,
            Clock clock,
            SecureRandom random) {
        this.store = store;
        this.seal = seal;
        this.hierarchy = hierarchy;
        this.profile = profile;
        this.environment = environment;
        this.directory = directory;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Writes the batch file of the cards that are still to be made; from then on key data has left the house.
     *
     * @param producer whose transport key the file comes under
     * @param chipMakers T1..T7 of the blanks, 14 hex digits
     * @return the file
     * @throws CodedException BATCH_NOT_FOUND, BATCH_RUNNING, BATCH_DISPATCHED, BATCH_BLOCKED, BATCH_EMPTY, REQUEST_INVALID,
     *     KEY_…: nothing is released then
     */
    public Path release(UUID batchId, String producer, String chipMakers, String who) {
        if (!CHIP_MAKERS.matcher(chipMakers).matches()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "chip_makers", "14 hex");
        }
        Path file = file(batchId);
        try {
            store.release(
                    batchId, producer, chipMakers, who, (release, orders) -> write(file, release, chipMakers, orders));
            return file;
        } catch (KeyException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        }
    }

    /** Where the file of a batch lies. */
    public Path file(UUID batchId) {
        return directory.resolve(batchId + ".ssb");
    }

    /** @throws CodedException BATCH_NOT_FOUND when no file of the batch lies there */
    public Path existing(UUID batchId) {
        Path file = file(batchId);
        if (!Files.exists(file)) {
            throw new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId);
        }
        return file;
    }

    private Written write(Path file, Release release, String chipMakers, Orders orders) {
        try (KeyMaterial transport = seal.transportKey(release.producer());
                BatchKeys keys =
                        hierarchy.batchKeys(release.region(), profile.algorithm(), ProfileKeys.order(profile))) {
            BatchFile.FileKey key = BatchFile.FileKey.draw(transport, random);
            BatchHeader header = new BatchHeader(
                    release.sequence(),
                    release.batchId(),
                    release.producer(),
                    environment.name(),
                    release.region(),
                    chipMakers,
                    clock.instant(),
                    profile,
                    key.block());
            try (SealedFileWriter writer = SealedFileWriter.create(file, FileForm.BATCH, key.key(), header.bytes())) {
                Chunks chunks = new Chunks(writer, keys, orders, new HistoricalBytes(chipMakers + NO_SERIAL));
                orders.forEachChunk(chunks::prepare);
                return new Written(writer.finish(), key.block());
            }
        }
    }

    private final class Chunks {

        private final SealedFileWriter writer;
        private final BatchKeys keys;
        private final Orders orders;
        private final HistoricalBytes blank;
        private final LocalDate today = LocalDate.ofInstant(clock.instant(), clock.getZone());
        private int number;

        private Chunks(SealedFileWriter writer, BatchKeys keys, Orders orders, HistoricalBytes blank) {
            this.writer = writer;
            this.keys = keys;
            this.orders = orders;
            this.blank = blank;
        }

        private void prepare(List<CardRecord> cards) {
            List<Integer> serials = orders.serials(cards.size());
            List<Ordered> ordered = new ArrayList<>(cards.size());
            try {
                for (int i = 0; i < cards.size(); i++) {
                    ordered.add(prepare(cards.get(i), serials.get(i)));
                }
                orders.add(ordered, today, today.plusYears(profile.validYears()));
            } finally {
                ordered.forEach(order -> Arrays.fill(order.pin(), (byte) 0));
            }
        }

        private Ordered prepare(CardRecord card, int serial) {
            byte[] serialBytes = {(byte) (serial >>> 24), (byte) (serial >>> 16), (byte) (serial >>> 8), (byte) serial};
            RegionCode region = new RegionCode(card.region());
            HistoricalBytes chosen = blank.personalised(card.region(), serialBytes);
            byte[] cardKeys = keys.of(chosen.bytes());
            CardIdentificationCode code = CardIdentificationCode.compose(
                    region,
                    serialBytes,
                    keys.authenticationCode(cardKeys, CardIdentificationCode.authenticatedPart(region, serialBytes)));
            byte[] pin = drawPin();
            try (CardOrder order = new CardOrder(
                    card.cardNumber(),
                    card.region(),
                    card.holder(),
                    chosen,
                    code,
                    today,
                    today.plusYears(profile.validYears()),
                    cardKeys,
                    pin.clone())) {
                byte[] record = order.bytes();
                writer.add(record);
                Arrays.fill(record, (byte) 0);
            }
            return new Ordered(++number, card.cardId(), chosen, code, pin);
        }

        /** Every PIN is as likely as any other; what people would guess first is left to them to change. */
        private byte[] drawPin() {
            int drawn = random.nextInt(PINS);
            byte[] digits = new byte[PIN_DIGITS];
            for (int at = PIN_DIGITS - 1; at >= 0; at--) {
                digits[at] = (byte) ('0' + drawn % 10);
                drawn /= 10;
            }
            return digits;
        }
    }
}
