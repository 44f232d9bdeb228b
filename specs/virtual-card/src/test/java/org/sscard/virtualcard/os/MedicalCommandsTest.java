package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.virtualcard.TestCard.bytes;
import static org.sscard.virtualcard.TestCard.hex;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.crypto.MedicalCrypto;

/** Purchase, load, balances, proofs, year rule (§5.4, §6). */
class MedicalCommandsTest {

    private static final String TERMINAL = "510100000001";

    static List<String> images() {
        return List.of(TestImages.card(), TestImages.sm4Card());
    }

    @ParameterizedTest
    @MethodSource("images")
    void purchase_debitsRecordsAndProves(String image) {
        TestCard card = open(image);
        String answer = purchase(card, 1, 30_00, 20_00, 50_00, "20260315101112");
        assertThat(answer).endsWith("9000").hasSize(20);
        assertThat(card.send("B026000104")).isEqualTo("00017AE89000");
        assertThat(card.send("B026000206")).isEqualTo("000007D020269000");
        assertThat(card.send("B026000306")).isEqualTo("0000138820269000");
        assertThat(card.send("00B2014400"))
                .isEqualTo("0000" + "32" + TERMINAL + "20260315101112" + "00000BB8" + "000007D0" + "00001388" + "9000");
        String tac = answer.substring(0, 8);
        String mac2 = answer.substring(8, 16);
        assertThat(card.send("B02E0002020000")).isEqualTo(mac2 + tac + "9000");
        assertThat(card.send("B02E003202000008")).isEqualTo(mac2 + tac + "9000");
        assertThat(card.send("B02E0002020001")).isEqualTo("9406");
        assertThat(card.send("B02E0001020000")).isEqualTo("9406");
        card.session().reset();
        card.in("DF04");
        assertThat(card.send("B02E0002020000")).isEqualTo(mac2 + tac + "9000");
    }

    @ParameterizedTest
    @MethodSource("images")
    void load_creditsRecordsAndProves(String image) {
        TestCard card = open(image);
        byte[] amount = bytes("00001388");
        byte[] begun = card.data("B02800010B" + "01" + hex(amount) + TERMINAL);
        assertThat(hex(begun)).startsWith("000186A0" + "0000" + "01" + algorithm(card));
        byte[] session =
                MedicalCrypto.loadSession(card.crypto(), card.cardKey("DLK"), slice(begun, 8, 4), slice(begun, 4, 2));
        byte[] type = {0x31};
        byte[] mac1 = card.crypto().mac(session, concat(bytes("000186A0"), amount, type, bytes(TERMINAL)));
        assertThat(slice(begun, 12, 4)).isEqualTo(mac1);
        byte[] time = bytes("20260315101112");
        byte[] mac2 = card.crypto().mac(session, concat(amount, type, bytes(TERMINAL), time));
        String answer = card.send("B02A00000B" + hex(time) + hex(mac2));
        byte[] tac = MedicalCrypto.tac(
                card.crypto(),
                card.cardKey("DTK"),
                concat(bytes("00019A28"), bytes("0000"), amount, type, bytes(TERMINAL), time));
        assertThat(answer).isEqualTo(hex(tac) + "9000");
        assertThat(card.send("B026000104")).isEqualTo("00019A289000");
        assertThat(card.send("00B2014400"))
                .isEqualTo("0000" + "31" + TERMINAL + "20260315101112" + "00001388" + "00000000" + "00000000" + "9000");
        assertThat(card.send("B02E0031020000")).isEqualTo(hex(mac1) + hex(tac) + "9000");
        assertThat(hex(card.data("B02800010B" + "02" + hex(amount) + TERMINAL))).startsWith("00019A28" + "0001" + "02");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyKeyIndex_isItsOwnVersion(int index) {
        TestCard card = open(TestImages.card());
        assertThat(card.send(initialize(index, 0, 1, 0)))
                .startsWith("000186A0" + "00000000" + "00000000" + "2026" + "0000" + "0" + index + "01");
        assertThat(purchase(card, index, 0, 1, 0, "20260315101112")).endsWith("9000");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void unknownKeyIndex_is9403(int index) {
        TestCard card = open(TestImages.card());
        assertThat(card.send(initialize(index, 0, 0, 0))).isEqualTo("9403");
        assertThat(card.send("B02800010B" + TestCard.octet(index) + "00000001" + TERMINAL))
                .isEqualTo("9403");
    }

    @Test
    void purchaseBeyondTheBalance_is9401() {
        TestCard card = open(TestImages.card());
        assertThat(card.send(initialize(1, 100_001, 0, 0))).isEqualTo("9401");
        assertThat(purchase(card, 1, 100_000, 0, 0, "20260315101112")).endsWith("9000");
        assertThat(card.send("B026000104")).isEqualTo("000000009000");
    }

    @Test
    void withoutThePin_nothingGoes() {
        TestCard card = TestCard.t1(TestImages.card()).in("DF04");
        assertThat(card.send("B026000104")).isEqualTo("6982");
        assertThat(card.send(initialize(1, 0, 0, 0))).isEqualTo("6982");
        assertThat(card.send("B02800010B" + "01" + "00000001" + TERMINAL)).isEqualTo("6982");
    }

    @Test
    void wrongState_isNotAcceptedAndGoesBackToIdle() {
        TestCard card = open(TestImages.card());
        String debit = "B02C01000F" + "00000001" + "20260315101112" + "00000000";
        String credit = "B02A00000B" + "20260315101112" + "00000000";
        assertThat(card.send(debit)).isEqualTo("6901");
        assertThat(card.send(credit)).isEqualTo("6901");
        card.ok(initialize(1, 0, 0, 0));
        assertThat(card.send(credit)).isEqualTo("6901");
        assertThat(card.send(debit)).isEqualTo("6901");
        card.ok(initialize(1, 0, 0, 0));
        card.ok("00A4000002DF04");
        assertThat(card.send(debit)).isEqualTo("6901");
    }

    @Test
    void wrongMac_changesNothingAndEndsTheTransaction() {
        TestCard card = open(TestImages.card());
        card.ok(initialize(1, 1, 1, 1));
        String debit = "B02C01000F" + "00000001" + "20260315101112" + "00000000";
        assertThat(card.send(debit)).isEqualTo("9302");
        assertThat(card.send(debit)).isEqualTo("6901");
        assertThat(card.send("B026000104")).isEqualTo("000186A09000");
        assertThat(card.send("00B2014400")).isEqualTo("6A83");
        assertThat(card.send(initialize(1, 0, 0, 0))).contains("20260000" + "0101");
    }

    @Test
    void timeThatIsNoTime_isBadData() {
        TestCard card = open(TestImages.card());
        card.ok(initialize(1, 0, 0, 0));
        assertThat(card.send("B02C01000F" + "00000001" + "2026031510111A" + "00000000"))
                .isEqualTo("6A80");
    }

    @Test
    void wrongLeOfADebit_leavesTheTransactionOpen() {
        TestCard card = open(TestImages.card());
        String debit = debit(card, card.data(initialize(1, 100, 0, 0)), 1, 100, 0, 0, "20260315101112");
        assertThat(card.send(debit + "04")).isEqualTo("6C08");
        assertThat(card.send("B026000104")).isEqualTo("000186A09000");
        assertThat(card.send(debit + "08")).endsWith("9000").hasSize(20);
    }

    @ParameterizedTest
    @CsvSource({
        "20260315101112, 00000016, 2026",
        "20270101000000, 00000002, 2027",
        "20251231235959, 00000002, 2025",
        "20261231235959, 00000016, 2026",
    })
    void yearRule_addsWithinTheYearAndBeginsAnewOutside(String time, String selfPay, String year) {
        TestCard card = open(TestImages.card(
                image -> image.withObject("/medical").put("selfPay", 20).put("pool", 5)));
        assertThat(purchase(card, 1, 0, 2, 3, time)).endsWith("9000");
        assertThat(card.send("B026000206")).isEqualTo(selfPay + year + "9000");
    }

    @ParameterizedTest
    @CsvSource({"20260630235959, 2025", "20260701000000, 2026", "20270630120000, 2026", "20280630120000, 2027"})
    void startingDayInJuly_movesThePaymentYear(String time, String year) {
        TestCard card = open(TestImages.card(
                image -> image.withObject("/medical").put("startingDay", "0701").put("year", "2020")));
        assertThat(purchase(card, 1, 0, 2, 3, time)).endsWith("9000");
        assertThat(card.send("B026000306")).isEqualTo("00000003" + year + "9000");
    }

    @Test
    void startingDay_isReadFreelyAndWrittenUnderDsk() {
        TestCard card = TestCard.t1(TestImages.card()).in("DF04");
        assertThat(card.send("B056010002")).isEqualTo("01019000");
        assertThat(card.send("B0560000020701")).isEqualTo("6982");
        card.authenticate("DSK");
        assertThat(card.send("B0560000021301")).isEqualTo("6A80");
        assertThat(card.send("B0560000020A01")).isEqualTo("6A80");
        assertThat(card.send("B0560000020701")).isEqualTo("9000");
        assertThat(card.send("B056010000")).isEqualTo("07019000");
        assertThat(card.send("B0560100")).isEqualTo("07019000");
        assertThat(card.send("B056010003")).isEqualTo("6C02");
        assertThat(card.send("B05600000107")).isEqualTo("6700");
    }

    @Test
    void counterAtItsMaximum_is9402() {
        TestCard card = open(TestImages.card(image ->
                image.withObject("/medical").put("loadSequence", 0xFFFF).put("purchaseSequence", 0xFFFF)));
        assertThat(card.send(initialize(1, 0, 0, 0))).isEqualTo("9402");
        assertThat(card.send("B02800010B" + "01" + "00000001" + TERMINAL)).isEqualTo("9402");
    }

    @Test
    void medicalCommandsElsewhere_haveNoAccount() {
        TestCard card = TestCard.t1(TestImages.card()).in("DF01").withPin("123456");
        assertThat(card.send("B026000104")).isEqualTo("6985");
        assertThat(card.send(initialize(1, 0, 0, 0))).isEqualTo("6985");
        assertThat(card.send("B056010002")).isEqualTo("6985");
    }

    @Test
    void parametersOfTheMedicalCommands_areChecked() {
        TestCard card = open(TestImages.card());
        assertThat(card.send("B026000404")).isEqualTo("6A86");
        assertThat(card.send("B026000105")).isEqualTo("6C04");
        assertThat(card.send("B028020113" + "00".repeat(19))).isEqualTo("6A86");
        assertThat(card.send("B02801010B" + "00".repeat(11))).isEqualTo("6700");
        assertThat(card.send("B02E0003020000")).isEqualTo("6A86");
        assertThat(card.send("0026000104")).isEqualTo("6E00");
    }

    @Test
    void thirtyOnePurchases_keepThirtyRecords() {
        TestCard card = open(TestImages.card());
        for (int i = 0; i < 31; i++) {
            assertThat(purchase(card, 1, 1, 0, 0, "20260315101112")).endsWith("9000");
        }
        assertThat(card.send("00B2014400")).startsWith("001E");
        assertThat(card.send("00B21E4400")).startsWith("0001");
        assertThat(card.send("00B21F4400")).isEqualTo("6A83");
    }

    private static TestCard open(String image) {
        return TestCard.t1(image).in("DF04").withPin("123456");
    }

    private static String initialize(int index, long account, long selfPay, long pool) {
        return "B028010113" + TestCard.octet(index) + amounts(account, selfPay, pool) + TERMINAL;
    }

    private static String amounts(long account, long selfPay, long pool) {
        return String.format(Locale.ROOT, "%08X%08X%08X", account, selfPay, pool);
    }

    private static String purchase(TestCard card, int index, long account, long selfPay, long pool, String time) {
        byte[] begun = card.data(initialize(index, account, selfPay, pool));
        String debit = debit(card, begun, index, account, selfPay, pool, time);
        String answer = card.send(debit);
        byte[] tac = MedicalCrypto.tac(
                card.crypto(),
                card.cardKey("DTK"),
                bytes(amounts(account, selfPay, pool) + "32" + TERMINAL + "0000ABCD" + time));
        assertThat(answer).startsWith(hex(tac));
        return answer;
    }

    private static String debit(
            TestCard card, byte[] begun, int index, long account, long selfPay, long pool, String time) {
        assertThat(begun).hasSize(0x16);
        assertThat(begun[16]).isEqualTo((byte) index);
        byte[] session = MedicalCrypto.purchaseSession(
                card.crypto(), card.cardKey("DPK"), slice(begun, 18, 4), slice(begun, 14, 2), bytes("0000ABCD"));
        byte[] mac1 = card.crypto().mac(session, bytes(amounts(account, selfPay, pool) + "32" + TERMINAL + time));
        return "B02C01000F" + "0000ABCD" + time + hex(mac1);
    }

    private static String algorithm(TestCard card) {
        return TestCard.octet(card.crypto().algorithm().code());
    }

    @Test
    void wrongMac2_endsTheLoad() {
        TestCard card = open(TestImages.card());
        String begun = card.send("B02800010B" + "01" + "00000064" + TERMINAL);
        assertThat(card.send("B02A00000B" + "20260315101112" + "00000000")).isEqualTo("9302");
        assertThat(card.send(credit(card, begun, "00000064"))).isEqualTo("6901");
        assertThat(card.send("B026000104")).isEqualTo("000186A09000");
        begun = card.send("B02800010B" + "01" + "00000064" + TERMINAL);
        String credit = credit(card, begun, "00000064");
        assertThat(card.send(credit)).endsWith("9000");
        assertThat(card.send(credit)).isEqualTo("6901");
        assertThat(card.send("B026000104")).isEqualTo("000187049000");
    }

    @Test
    void secondDebitOfOneInitialize_is6901() {
        TestCard card = open(TestImages.card());
        byte[] begun = card.data(initialize(1, 100, 0, 0));
        String debit = debit(card, begun, 1, 100, 0, 0, "20260315101112");
        assertThat(card.send(debit)).endsWith("9000");
        assertThat(card.send(debit)).isEqualTo("6901");
        assertThat(card.send("B026000104")).isEqualTo("0001863C9000");
    }

    @Test
    void pinThatIsLostInBetween_stopsDebitAndLoad() {
        TestCard card = open(TestImages.card());
        String debit = debit(card, card.data(initialize(1, 100, 0, 0)), 1, 100, 0, 0, "20260315101112");
        assertThat(card.send("0020000003999999")).isEqualTo("63C5");
        assertThat(card.send(debit)).isEqualTo("6982");
        card.withPin("123456");
        String credit = credit(card, card.send("B02800010B" + "01" + "00000064" + TERMINAL), "00000064");
        assertThat(card.send("0020000003999999")).isEqualTo("63C5");
        assertThat(card.send(credit)).isEqualTo("6982");
        card.withPin("123456");
        assertThat(card.send("B026000104")).isEqualTo("000186A09000");
    }

    @Test
    void initializeThatFails_closesTheOpenTransaction() {
        TestCard card = open(TestImages.card());
        String debit = debit(card, card.data(initialize(1, 100, 0, 0)), 1, 100, 0, 0, "20260315101112");
        assertThat(card.send(initialize(4, 0, 0, 0))).isEqualTo("9403");
        assertThat(card.send(debit)).isEqualTo("6901");
        String credit = credit(card, card.send("B02800010B" + "01" + "00000064" + TERMINAL), "00000064");
        assertThat(card.send("B02800010B" + "04" + "00000064" + TERMINAL)).isEqualTo("9403");
        assertThat(card.send(credit)).isEqualTo("6901");
    }

    @ParameterizedTest
    @CsvSource({"0101, 9000", "1231, 9000", "0131, 9000", "0100, 6A80", "0132, 6A80", "0001, 6A80", "1301, 6A80"})
    void startingDay_isADayOfTheYear(String day, String status) {
        TestCard card = TestCard.t1(TestImages.card()).in("DF04");
        card.authenticate("DSK");
        assertThat(card.send("B056000002" + day)).isEqualTo(status);
        assertThat(card.send("B056010002")).isEqualTo((status.equals("9000") ? day : "0101") + "9000");
    }

    @ParameterizedTest
    @CsvSource({"1, 0, true", "2, 0, false", "0, 1, true", "0, 2, false"})
    void yearlyTotals_endAtTheirMaximum(long selfPay, long pool, boolean fits) {
        TestCard card = open(TestImages.card(image ->
                image.withObject("/medical").put("selfPay", 0xFFFFFFFEL).put("pool", 0xFFFFFFFEL)));
        byte[] begun = card.data(initialize(1, 0, selfPay, pool));
        assertThat(card.send(debit(card, begun, 1, 0, selfPay, pool, "20260315101112")))
                .endsWith(fits ? "9000" : "9402");
    }

    @ParameterizedTest
    @CsvSource({"00000001, 9000", "00000002, 9402"})
    void balance_endsAtItsMaximum(String amount, String status) {
        TestCard card =
                open(TestImages.card(image -> image.withObject("/medical").put("account", 0xFFFFFFFEL)));
        assertThat(card.send("B02800010B" + "01" + amount + TERMINAL)).endsWith(status);
    }

    @Test
    void balance_hasP1Zero() {
        assertThat(open(TestImages.card()).send("B026010104")).isEqualTo("6A86");
    }

    private static String credit(TestCard card, String begun, String amount) {
        byte[] answer = bytes(begun);
        byte[] session =
                MedicalCrypto.loadSession(card.crypto(), card.cardKey("DLK"), slice(answer, 8, 4), slice(answer, 4, 2));
        byte[] mac2 = card.crypto().mac(session, bytes(amount + "31" + TERMINAL + "20260315101112"));
        return "B02A00000B" + "20260315101112" + hex(mac2);
    }
}
