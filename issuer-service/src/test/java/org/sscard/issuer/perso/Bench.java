package org.sscard.issuer.perso;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.issuer.BureauDatabase;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.feed.store.FeedStore;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.NumberRange;
import org.sscard.issuer.registry.NumberWitness;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.issuer.registry.store.HolderStore;
import org.sscard.issuer.registry.store.NumberSource;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.keys.crypto.Passphrases;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.FileVaultWitness;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.virtualcard.SimulatorPlugin;

/** A bureau's workbench: registry, vault with the test roots, blanks. */
public final class Bench {

    public static final String REGION = "211002";
    private static final AtomicInteger BLANKS = new AtomicInteger();

    public final Database database;
    public final SettableClock clock = new SettableClock();
    /** One for all tests of a JVM, as one vault would have it. */
    public static final RegistrySeal SEAL = seal();

    public final FeedStore feed;
    public final String region;
    public final BlankBook blanks;
    public final CardBook book;
    public final HolderStore holders;
    public final RegistryStore registry;
    public final BatchStore batches;
    public final JournalStore journals;
    public final Hierarchy hierarchy;
    private int persons;

    private Bench(Hierarchy hierarchy) {
        this(hierarchy, BureauDatabase.fresh(), REGION, 'A', false);
    }

    private Bench(Hierarchy hierarchy, Database database, String region, char district, boolean claimed) {
        this.database = database;
        this.region = region;
        this.hierarchy = hierarchy;
        this.feed = new FeedStore(database, SEAL);
        this.blanks = new BlankBook(database, clock, false);
        this.book = new CardBook(
                clock, Periods.standard(), SEAL, feed, new NumberSource(NumberWitness.inMemory()), blanks, claimed);
        this.holders = new HolderStore(database, clock, book);
        this.registry = new RegistryStore(database, clock, book, SEAL);
        this.batches = new BatchStore(database, clock, book);
        this.journals = new JournalStore(database, clock, SEAL);
        registry.open(List.of(new NumberRange(region, district, 1, 9_999_999)));
    }

    private static RegistrySeal seal() {
        return new RegistrySeal(
                purpose -> KeyMaterial.owning(
                        Arrays.copyOf(purpose.getBytes(StandardCharsets.UTF_8), 32), MaterialAccess.GRANTED),
                new SecureRandom());
    }

    /** A registry with numbers of its own. */
    public static RegistryStore registryOf(Database database, Clock clock) {
        return registryOf(database, clock, NumberWitness.inMemory());
    }

    public static RegistryStore registryOf(Database database, Clock clock, NumberWitness witness) {
        NumberSource numbers = new NumberSource(witness);
        CardBook book = new CardBook(
                clock,
                Periods.standard(),
                SEAL,
                new FeedStore(database, SEAL),
                numbers,
                new BlankBook(database, clock, false),
                false);
        return new RegistryStore(database, clock, book, SEAL);
    }

    public static Bench with(Hierarchy hierarchy) {
        return new Bench(hierarchy);
    }

    /** A city that asks a tier above. */
    public static Bench city(Database database, String region, char district) {
        return new Bench(null, database, region, district, true);
    }

    /** For tests that make no card. */
    public static Bench registryOnly() {
        return new Bench(null);
    }

    /** A vault with the test roots; making one takes its time, so a test class makes it once. */
    public static SoftwareVault vault(Path directory) {
        Path file = directory.resolve("vault.json");
        VaultSettings settings = new VaultSettings(
                file,
                Environment.TEST,
                new Passphrases.Cost(1 << 10, 8, 1),
                new FileVaultWitness(directory.resolve("vault.generation")),
                Clock.systemUTC(),
                new SecureRandom());
        SoftwareVault vault = SoftwareVault.create(settings, "test passphrase".toCharArray());
        TestRoots.load(vault, Clock.systemUTC());
        return vault;
    }

    public static Hierarchy hierarchy(SoftwareVault vault) {
        return Hierarchy.of(vault, Scope.MINISTRY);
    }

    public JobStore jobs(String holder) {
        return new JobStore(database, clock, book, holder, Duration.ofSeconds(15));
    }

    public Personaliser personaliser(JobStore jobs) {
        return personaliser(jobs, profile(SpecificationVersion.V2_0));
    }

    public Personaliser personaliser(JobStore jobs, CardProfile profile) {
        return new Personaliser(hierarchy, profile, pin(), jobs, journals, clock, new SecureRandom());
    }

    public static InitialPin pin() {
        return new InitialPin("123456".getBytes(StandardCharsets.US_ASCII));
    }

    public static CardProfile profile(SpecificationVersion version) {
        return new CardProfile(version, CardAlgorithm.DES, "3", "211000", 1, 10, "0101", Set.of());
    }

    /** A started batch of so many cards. */
    public BatchRecord batch(int cards) {
        BatchRecord batch = batches.find(gathered(cards)).orElseThrow();
        batches.start(batch.batchId());
        return batch;
    }

    /** A batch of so many cards of new persons. */
    public UUID gathered(int cards) {
        List<Applicant> applicants = new ArrayList<>();
        for (int i = 0; i < cards; i++) {
            applicants.add(new Applicant(i + 2, person(persons++), REGION));
        }
        registry.importing(UUID.randomUUID(), "00".repeat(32), "bench", transaction -> transaction.take(applicants));
        return batches.create(REGION, cards, "bench").batchId();
    }

    public static Person person(int number) {
        String body = REGION + "19900215" + String.format("%03d", number);
        return new Person(
                body + ResidentIdNumber.checkCharacter(body),
                "示例" + (char) ('甲' + number % 10) + "·堃",
                number % 2 == 1 ? "1" : "2",
                "01",
                REGION,
                LocalDate.of(1990, 2, 15),
                REGION,
                "示例市沙盒路" + number + "号",
                "13900000000");
    }

    /** A blank with historical bytes of its own, as vendors deliver them. */
    public static SimulatedCard blank() {
        return blank(BLANKS.incrementAndGet());
    }

    public static SimulatedCard blank(int number) {
        return new SimulatorPlugin()
                .insert(String.format(
                        "{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
                                + "\"atrHistoricalBytes\":\"0081544C9686840000%08X\"}",
                        number));
    }

    /** A finished card of region 211002 with the default roots of test images. */
    public static SimulatedCard activeCard() {
        return new SimulatorPlugin()
                .insert("{\"kind\":\"card\",\"version\":\"2.00\",\"algorithm\":\"DES\",\"region\":\"211002\","
                        + "\"atrHistoricalBytes\":\"0081544C9686842110A1B2C3D4\",\"pin\":\"123456\","
                        + "\"keys\":{\"root16\":\"00112233445566778899AABBCCDDEEFF\",\"root8\":\"0123456789ABCDEF\"}}");
    }

    public CardRecord card(Lease lease) {
        return registry.find(lease.cardId()).orElseThrow();
    }

    /** Time stands still unless it is moved. */
    public static final class SettableClock extends Clock {

        private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

        public void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("Asia/Shanghai");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
