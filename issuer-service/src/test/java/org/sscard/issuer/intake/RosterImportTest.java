package org.sscard.issuer.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.sscard.issuer.intake.RosterFiles.csv;
import static org.sscard.issuer.intake.RosterFiles.gb18030;
import static org.sscard.issuer.intake.RosterFiles.id;
import static org.sscard.issuer.intake.RosterFiles.row;
import static org.sscard.issuer.intake.RosterFiles.utf8;
import static org.sscard.issuer.intake.RosterFiles.xlsx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.BureauDatabase;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.NumberRange;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.CardNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class RosterImportTest {

    @TempDir
    private Path directory;

    private Jdbi jdbi;
    private RegistryStore registry;
    private RosterImport imports;

    @BeforeEach
    void openRegistry() {
        Database database = BureauDatabase.fresh();
        jdbi = database.jdbi();
        registry = Bench.registryOf(database, Clock.systemUTC());
        registry.open(List.of(new NumberRange("211002", 'A', 1, 9_999_999), new NumberRange("211003", 'B', 1, 2)));
        imports = new RosterImport(registry, Set.of("211002", "211003"));
    }

    @Test
    void goodRows_becomeReviewedCardsWithNumbersOfTheRegion() {
        ImportResult result = send("roster.csv", utf8(csv(List.of(row(1, "示例甲"), row(2, "示例乙")))));
        assertThat(result.accepted()).isEqualTo(2);
        assertThat(result.faults()).isEmpty();
        assertThat(cards()).hasSize(2).allSatisfy(card -> {
            assertThat(card.state()).isEqualTo(CardState.REVIEWED);
            assertThat(card.cardNumber()).startsWith("A");
            assertThat(CardNumber.isValid(card.cardNumber())).isTrue();
        });
        assertThat(cards().get(0).holder().name()).isEqualTo("示例甲");
        assertThat(cards().get(0).holder().sex()).isEqualTo("1");
        assertThat(cards().get(0).holder().ethnicGroup()).isEqualTo("01");
        assertThat(count("card_history")).isEqualTo(4);
        assertThat(count("person_history")).isEqualTo(2);
    }

    @Test
    void sameRosterInEveryEncodingAndFormat_isTheSameRoster() {
        List<List<String>> rows = List.of(row(1, "示例堃"), row(2, "示例喆"));
        byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
        byte[] plain = utf8(csv(rows));
        byte[] marked = Arrays.copyOf(mark, 3 + plain.length);
        System.arraycopy(plain, 0, marked, 3, plain.length);
        assertThat(send("a.csv", plain).accepted()).isEqualTo(2);
        assertThat(send("b.csv", marked).repeated()).isEqualTo(2);
        assertThat(send("c.csv", gb18030(csv(rows))).repeated()).isEqualTo(2);
        assertThat(send("d.xlsx", xlsx(rows)).repeated()).isEqualTo(2);
        assertThat(cards()).hasSize(2);
    }

    @Test
    void wrongCheckCharacter_isRefusedWithTheRightOneProposed() {
        List<String> row = row(1, "示例甲");
        String right = row.get(0);
        row.set(0, right.substring(0, 17) + (right.endsWith("1") ? "2" : "1"));
        RosterFault fault = onlyFault(row);
        assertThat(fault.code()).isEqualTo(ErrorCode.ROSTER_ID_CHECK_CHARACTER);
        assertThat(fault.proposal()).isEqualTo(right);
        assertThat(fault.row()).isEqualTo(2);
        assertThat(fault.column()).isEqualTo("社会保障号码");
    }

    @Test
    void fullWidthOrFifteenDigits_areRefusedWithTheEighteenProposed() {
        String id = id("211002", "19900215", 1);
        List<String> wide = row(1, "示例甲");
        wide.set(0, id.replace('1', '１'));
        assertThat(onlyFault(wide).proposal()).isEqualTo(id);
        List<String> old = row(1, "示例甲");
        old.set(0, id.substring(0, 6) + id.substring(8, 17));
        assertThat(onlyFault(old).code()).isEqualTo(ErrorCode.ROSTER_ID_FORMAT);
        assertThat(onlyFault(old).proposal()).isEqualTo(id);
    }

    @Test
    void unknownRegion_isRefusedNamingOurRegions() {
        List<String> row = row(1, "示例甲");
        row.set(8, "999999");
        RosterFault fault = onlyFault(row);
        assertThat(fault.code()).isEqualTo(ErrorCode.ROSTER_REGION_UNKNOWN);
        assertThat(fault.proposal()).isEqualTo("211002 211003");
    }

    @Test
    void nameOutsideGbk_isRefusedNamingTheCharacter() {
        RosterFault fault = onlyFault(row(1, "示例𠮷"));
        assertThat(fault.code()).isEqualTo(ErrorCode.ROSTER_NAME_NOT_GBK);
        assertThat(fault.text().zh()).contains("𠮷").contains("U+20BB7");
    }

    @Test
    void nameOutsideGbkInAGb18030File_isFoundToo() {
        ImportResult result = send("roster.csv", gb18030(csv(List.of(row(1, "示例㐀")))));
        assertThat(result.faults()).extracting(RosterFault::code).containsExactly(ErrorCode.ROSTER_NAME_NOT_GBK);
    }

    @Test
    void nameOfFiftyBytesFits_ofFiftyTwoDoesNot() {
        assertThat(send("a.csv", utf8(csv(List.of(row(1, "示".repeat(25)))))).accepted())
                .isEqualTo(1);
        assertThat(onlyFault(row(3, "示".repeat(26))).code()).isEqualTo(ErrorCode.ROSTER_FIELD_TOO_LONG);
    }

    @Test
    void personTwiceInTheFile_isTakenOnceAndToldWithTheFirstRow() {
        ImportResult result = send("roster.csv", utf8(csv(List.of(row(1, "示例甲"), row(1, "示例甲")))));
        assertThat(result.accepted()).isEqualTo(1);
        assertThat(result.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.ROSTER_DUPLICATE_PERSON);
            assertThat(fault.row()).isEqualTo(3);
            assertThat(fault.arguments()).containsExactly("2");
        });
    }

    @Test
    void registeredPersonWithAnotherName_isRefusedAndUnchanged() {
        send("a.csv", utf8(csv(List.of(row(1, "示例甲")))));
        ImportResult result = send("b.csv", utf8(csv(List.of(row(1, "示例丙")))));
        assertThat(result.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.ROSTER_PERSON_DIFFERS);
            assertThat(fault.column()).isEqualTo("姓名");
        });
        assertThat(cards())
                .singleElement()
                .satisfies(card -> assertThat(card.holder().name()).isEqualTo("示例甲"));
    }

    @Test
    void idStoredAsNumberInXlsx_isToldAsSuch() {
        List<String> row = row(1, "示例甲");
        row.set(0, "#" + row.get(0).substring(0, 17) + "0");
        ImportResult result = send("roster.xlsx", xlsx(List.of(row)));
        assertThat(result.faults()).extracting(RosterFault::code).containsExactly(ErrorCode.ROSTER_ID_IS_A_NUMBER);
    }

    @Test
    void idThatASpreadsheetRounded_isToldAsSuchAndNeverProposed() {
        List<String> scientific = row(1, "示例甲");
        scientific.set(0, "2.11002E+17");
        assertThat(onlyFault(scientific).code()).isEqualTo(ErrorCode.ROSTER_ID_IS_A_NUMBER);
        List<String> rounded = row(1, "示例甲");
        rounded.set(0, rounded.get(0).substring(0, 15) + "000");
        RosterFault fault = onlyFault(rounded);
        assertThat(fault.code()).isEqualTo(ErrorCode.ROSTER_ID_IS_A_NUMBER);
        assertThat(fault.proposal()).isEmpty();
    }

    @Test
    void formulaCell_isRefused() {
        List<String> row = row(1, "示例甲");
        row.set(1, "=CONCATENATE(A1,B1)");
        ImportResult result = send("roster.xlsx", xlsx(List.of(row)));
        assertThat(result.faults()).extracting(RosterFault::code).containsExactly(ErrorCode.ROSTER_FORMULA_CELL);
    }

    @Test
    void sexOrBirthDateAgainstTheIdNumber_isRefusedWithTheIdsValueProposed() {
        List<String> row = row(1, "示例甲");
        row.set(2, "女");
        row.set(5, "1990-02-16");
        List<RosterFault> faults = send("roster.csv", utf8(csv(List.of(row)))).faults();
        assertThat(faults).extracting(RosterFault::code).containsOnly(ErrorCode.ROSTER_CONTRADICTS_ID);
        assertThat(faults).extracting(RosterFault::proposal).containsExactlyInAnyOrder("男", "19900215");
    }

    @Test
    void emptyFieldsUnknownCodesAndImpossibleDates_areToldColumnByColumn() {
        List<String> row = row(1, "");
        row.set(3, "火星");
        row.set(5, "19900230");
        List<RosterFault> faults = send("roster.csv", utf8(csv(List.of(row)))).faults();
        assertThat(faults)
                .extracting(RosterFault::column, RosterFault::code)
                .containsExactlyInAnyOrder(
                        tuple("姓名", ErrorCode.ROSTER_FIELD_MISSING),
                        tuple("民族", ErrorCode.ROSTER_CODE_UNKNOWN),
                        tuple("出生日期", ErrorCode.ROSTER_DATE_INVALID));
    }

    @Test
    void rowLongerThanTheHeader_isRefused() {
        List<String> row = row(1, "示例甲");
        row.add("多出");
        assertThat(onlyFault(row).code()).isEqualTo(ErrorCode.ROSTER_ROW_TOO_LONG);
    }

    @Test
    void missingOrWrongDigest_refusesTheFileWhole() {
        byte[] file = utf8(csv(List.of(row(1, "示例甲"))));
        assertCut(() -> send("a.csv", file, null));
        assertCut(() -> send("a.csv", file, new byte[32]));
        assertThat(count("person")).isZero();
        assertThat(count("roster_import")).isZero();
    }

    @Test
    void csvThatEndsInsideAQuotedField_refusesTheFileWhole() {
        String whole = csv(List.of(row(1, "示例甲"), row(2, "示例乙")));
        assertCut(() -> send("a.csv", utf8(whole + "\"2110021990")));
        assertThat(count("person")).isZero();
    }

    @Test
    void truncatedXlsx_refusesTheFileWhole() {
        byte[] whole = xlsx(List.of(row(1, "示例甲"), row(2, "示例乙")));
        for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length - 30}) {
            assertCut(() -> send("a.xlsx", Arrays.copyOf(whole, length)));
        }
        assertThat(count("person")).isZero();
    }

    @Test
    void xlsxWithMalformedXml_refusesTheFileWhole() {
        List<String> row = row(1, "示例甲");
        row.set(1, "=A1&B1");
        assertCut(() -> send("a.xlsx", xlsx(List.of(row))));
    }

    @Test
    void missingOrUnknownColumn_refusesTheFileWhole() {
        assertRefused(ErrorCode.ROSTER_COLUMN_MISSING, () -> send("a.csv", utf8("社会保障号码,姓名\r\n")));
        String withUnknown = csv(List.of(row(1, "示例甲"))).replace("联系电话", "星座");
        assertRefused(ErrorCode.ROSTER_COLUMN_UNKNOWN, () -> send("a.csv", utf8(withUnknown)));
        assertRefused(ErrorCode.ROSTER_FILE_UNREADABLE, () -> send("a.pdf", utf8("x")));
        assertRefused(
                ErrorCode.ROSTER_FILE_UNREADABLE, () -> send("a.csv", new byte[] {(byte) 0xFF, (byte) 0xFF, 0, 1}));
    }

    @Test
    void exhaustedNumberRange_refusesTheFileWholeAndDrawsNothing() {
        List<List<String>> rows =
                IntStream.range(1, 4).mapToObj(i -> row(i, "示例甲")).toList();
        rows.forEach(row -> row.set(8, "211003"));
        assertRefused(ErrorCode.CARD_NUMBER_RANGE_EXHAUSTED, () -> send("a.csv", utf8(csv(rows))));
        assertThat(count("person")).isZero();
        assertThat(send("b.csv", utf8(csv(rows.subList(0, 2)))).accepted()).isEqualTo(2);
    }

    @Test
    void importRepeatedAtOnceFromManyClients_makesOneApplicationEach() throws Exception {
        byte[] file =
                utf8(csv(IntStream.range(1, 40).mapToObj(i -> row(i, "示例甲")).toList()));
        ExecutorService clients = Executors.newFixedThreadPool(6);
        try {
            List<Callable<ImportResult>> calls = IntStream.range(0, 6)
                    .<Callable<ImportResult>>mapToObj(i -> () -> send("a.csv", file))
                    .toList();
            int accepted = 0;
            for (var call : clients.invokeAll(calls)) {
                ImportResult result = call.get();
                assertThat(result.accepted() + result.repeated()).isEqualTo(39);
                accepted += result.accepted();
            }
            assertThat(accepted).isEqualTo(39);
        } finally {
            clients.shutdownNow();
        }
        assertThat(cards())
                .extracting(CardRecord::cardNumber)
                .doesNotHaveDuplicates()
                .hasSize(39);
    }

    @Test
    void spooledFileIsGoneAfterwards() throws Exception {
        send("a.csv", utf8(csv(List.of(row(1, "示例甲")))));
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void theIndexOfLiveCards_namesTheStatesOfTheTable() {
        String predicate = jdbi.withHandle(
                handle -> handle.createQuery("select indexdef from pg_indexes where indexname = 'one_live_card'")
                        .mapTo(String.class)
                        .one());
        for (CardState state : CardState.values()) {
            boolean excluded = predicate.contains("'" + state + "'");
            assertThat(excluded).as(state.name()).isEqualTo(!LifeCycle.table().live(state));
        }
    }

    private RosterFault onlyFault(List<String> row) {
        List<RosterFault> faults = send("roster.csv", utf8(csv(List.of(row)))).faults();
        assertThat(faults).hasSize(1);
        return faults.get(0);
    }

    private ImportResult send(String name, byte[] file) {
        try {
            return send(name, file, MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ImportResult send(String name, byte[] file, byte[] digest) {
        try (RosterUpload upload = RosterUpload.begin(directory)) {
            upload.add(file);
            return imports.run(name, upload, digest, "tester");
        }
    }

    private List<CardRecord> cards() {
        return new ArrayList<>(registry.list(null, null, 1000));
    }

    private int count(String table) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Integer.class)
                .one());
    }

    private void assertCut(Runnable send) {
        assertRefused(ErrorCode.ROSTER_FILE_CUT, send);
    }

    private void assertRefused(ErrorCode code, Runnable send) {
        assertThatThrownBy(send::run)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
