package org.sscard.issuer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.BureauDatabase;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** F9: the source of card numbers is restarted, or restored from a backup. */
class NumberWitnessTest {

    @TempDir
    private Path folder;

    private Database database;
    private Path file;
    private int persons;

    @BeforeEach
    void open() {
        database = BureauDatabase.fresh();
        file = folder.resolve("numbers.witness");
    }

    private RegistryStore registry() {
        RegistryStore registry = Bench.registryOf(database, Clock.systemUTC(), NumberWitness.open(file));
        registry.open(List.of(new NumberRange(Bench.REGION, 'A', 1, 1_000)));
        return registry;
    }

    private List<String> draw(RegistryStore registry, int count) {
        List<String> numbers = new ArrayList<>();
        List<Applicant> applicants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            applicants.add(new Applicant(i + 2, Bench.person(persons++), Bench.REGION));
        }
        registry.importing(UUID.randomUUID(), "00".repeat(32), "test", transaction -> transaction.take(applicants))
                .forEach(answer -> numbers.add(((Intake.Accepted) answer).cardNumber()));
        return numbers;
    }

    private void counterPutBackTo(int next) {
        database.jdbi().useHandle(handle -> handle.execute("update card_number_range set next_number = ?", next));
    }

    @Test
    void restartedSource_goesOnWithoutAGap() {
        List<String> before = draw(registry(), 3);
        assertThat(before.get(2)).startsWith("A0000003");
        assertThat(draw(registry(), 1).get(0)).startsWith("A0000004");
    }

    @Test
    void restoredDatabase_goesOnAboveTheWitness() {
        draw(registry(), 5);
        counterPutBackTo(2);
        assertThat(draw(registry(), 1).get(0)).startsWith("A0000006");
    }

    @Test
    void restoredDatabaseWithoutItsWitness_givesOutNothing_untilSomebodyNamesTheHighest() throws Exception {
        draw(registry(), 5);
        counterPutBackTo(2);
        Files.delete(file);
        RegistryStore registry = registry();
        assertThatThrownBy(() -> draw(registry, 1))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_NUMBERS_SUSPENDED));
        registry.resumeNumbers(Bench.REGION, 5);
        assertThat(draw(registry, 1).get(0)).startsWith("A0000006");
    }

    @Test
    void damagedWitness_isNotTakenForAnEmptyOne() throws Exception {
        Files.writeString(file, "211002 fi");
        assertThatThrownBy(() -> NumberWitness.open(file)).isInstanceOf(CodedException.class);
    }

    @Test
    void rangeThatIsUsedUp_isSaid() {
        RegistryStore registry = registry();
        counterPutBackTo(1_000);
        draw(registry, 1);
        assertThatThrownBy(() -> draw(registry, 1))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_NUMBER_RANGE_EXHAUSTED));
    }
}
