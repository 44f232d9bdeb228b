package org.sscard.terminal.classic;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardSimulator;
import org.sscard.terminal.api.LastFailure;
import org.sscard.terminal.api.OperationLog;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReader;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.wire.error.ErrorCode;

/** The key-service exchange of §4, string by string. */
class KeyServiceExchangeTest {

    private static final Path VECTORS =
            Path.of("../specs/virtual-card/src/test/resources/org/sscard/virtualcard/card-crypto-vectors.json");
    private static final HexFormat HEX = HexFormat.of();
    private static final ClassicCaller CALLER = caller("program");

    @TempDir
    Path directory;

    private final FixedRandom cardRandom = new FixedRandom();
    private final FixedRandom terminalRandom = new FixedRandom();
    private final VirtualReader user = new VirtualReader("user", new Cards(cardRandom));
    private final VirtualReader psam = new VirtualReader("psam", new Cards(new FixedRandom()));
    private final OnScreenPad pad = new OnScreenPad(Duration.ofSeconds(20));
    private ReaderDesk desk;
    private ClassicCalls calls;
    private CompletableFuture<Void> holder = CompletableFuture.completedFuture(null);

    /** Numbers that the test lays out, real ones where it laid none. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private byte[] fixed = new byte[0];

        @Override
        public void nextBytes(byte[] bytes) {
            if (fixed.length >= bytes.length) {
                System.arraycopy(fixed, 0, bytes, 0, bytes.length);
            } else {
                super.nextBytes(bytes);
            }
        }
    }

    private record Cards(RandomGenerator random) implements CardSimulator {
        @Override
        public SimulatedCard insert(String image) {
            return new Inserted(VirtualCards.fromImage(image, TransmissionMode.T1, random));
        }
    }

    private record Inserted(CardSession card) implements CardSimulator.SimulatedCard {
        @Override
        public ResponseApdu transmit(CommandApdu command) {
            return ResponseApdu.parse(card.transmit(command.bytes()));
        }

        @Override
        public byte[] atr() {
            return card.atr();
        }

        @Override
        public byte[] reset() {
            card.reset();
            return card.atr();
        }

        @Override
        public String image() {
            return card.image();
        }

        @Override
        public void close() {
            card.reset();
        }
    }

    private static final class NoLog implements OperationLog {
        @Override
        public void begun(String operation, String reader) {}

        @Override
        public void done(String operation, String reader) {}

        @Override
        public void refused(String operation, String reader, ErrorCode code) {}
    }

    private static ClassicCaller caller(String name) {
        return new ClassicCaller(new Principal(name, name, Set.of(Role.WINDOW), false), new Object());
    }

    @BeforeEach
    void open() {
        open(Duration.ofSeconds(60), true);
    }

    private void open(Duration stepLimit, boolean pinInClear) {
        close();
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai"));
        desk = new ReaderDesk(List.of(() -> List.of(user, psam)), new RoleMap(List.of(), true), Duration.ofSeconds(10));
        CardDesk cards = new CardDesk(
                desk,
                pad,
                BlacklistReplica.open(directory.resolve("blacklist")),
                new DebitJournal(directory),
                "D1",
                Duration.ofMillis(600),
                Optional.empty(),
                clock,
                terminalRandom);
        calls = new ClassicCalls(
                new WindowOperations(desk, cards, new NoLog(), new LastFailure(clock)),
                Map.of("STK", "0209"),
                stepLimit,
                pinInClear);
    }

    @AfterEach
    void close() {
        if (calls != null) {
            calls.close();
            desk.close();
        }
    }

    private ClassicAnswer call(ClassicCaller caller, String function, String... parameters) {
        Map<String, String> named = new HashMap<>();
        for (int at = 0; at < parameters.length; at += 2) {
            named.put(parameters[at], parameters[at + 1]);
        }
        return calls.call(caller, ClassicFunction.find(function).orElseThrow(), named);
    }

    private String ok(String function, String... parameters) {
        ClassicAnswer answer = call(CALLER, function, parameters);
        assertThat(answer.code()).as(answer.outInfo()).isZero();
        return answer.outInfo();
    }

    private int code(String function, String... parameters) {
        ClassicAnswer answer = call(CALLER, function, parameters);
        assertThat(answer.outInfo()).doesNotContain("|");
        return answer.code();
    }

    private void types(String... entries) {
        holder = CompletableFuture.runAsync(() -> {
            for (String entry : entries) {
                await().atMost(20, SECONDS)
                        .until(() ->
                                pad.state().request().isPresent() && pad.state().digitsEntered() == 0);
                entry.chars().forEach(digit -> pad.digit(digit - '0'));
                pad.confirm();
            }
        });
    }

    private static KeyHost host(String algorithm) {
        return new KeyHost(algorithm, Images.ROOT, "0123456789ABCDEF", Images.REGION, Images.HISTORICAL);
    }

    private String info() {
        String[] tokens = ok("iReadCardBas", "iType", "1").split("\\|", -1);
        return tokens[3] + "|" + tokens[2] + "|";
    }

    private static JsonNode vectors() throws IOException {
        return new ObjectMapper().readTree(VECTORS.toFile());
    }

    /** A card as the vector has it, its random and the terminal's laid out. */
    private String insert(JsonNode inputs, JsonNode expected, String algorithm) {
        String historical = inputs.path("atrHistorical").asText();
        String region = expected.path("cardIdCode").asText().substring(0, 6);
        user.insert(Images.card("2.00", algorithm)
                .replace(Images.ROOT, inputs.path("root16").asText())
                .replace("0123456789ABCDEF", inputs.path("root8_forSTK_DES").asText())
                .replace(Images.HISTORICAL, historical)
                .replace("\"" + Images.REGION + "\"", "\"" + region + "\""));
        cardRandom.fixed = HEX.parseHex(inputs.path("random").asText());
        terminalRandom.fixed = HEX.parseHex(inputs.path("terminalData").asText());
        return expected.path("cardIdCode").asText() + "|A12345673|";
    }

    @ParameterizedTest
    @CsvSource({"3DES,DES,01", "SM4,SM4,03"})
    void exchangeIsTheOneOfTheVectors(String family, String algorithm, String code) throws IOException {
        for (JsonNode vector : vectors()) {
            JsonNode inputs = vector.path("inputs");
            JsonNode expected = vector.path("expected").path(family);
            String card = insert(inputs, expected, algorithm);
            String random = inputs.path("random").asText();
            String data = inputs.path("terminalData").asText();
            String key = expected.path("authCryptogram").asText() + data;
            String historical = inputs.path("atrHistorical").asText();

            String basic = ok("iReadCardBas_HSM_Step1", "iType", "1");
            assertThat(basic)
                    .isEqualTo(card.substring(0, 6) + "|" + historical + "|" + code + "|" + card.substring(0, 32) + "|"
                            + random + "|" + random + "|||");

            assertThat(ok("iReadCard_HSM_Step1", "iType", "1", "pCardInfo", card, "pFileAddr", "DF01EF05|20|$"))
                    .isEqualTo(code + "|DF0188|" + random + "|" + data + "|");
            assertThat(ok("iReadCard_HSM_Step2", "pKey", key)).isEqualTo("DF01EF05||$");

            assertThat(ok("iReloadPIN_HSM_Step1", "iType", "1", "pCardInfo", card))
                    .isEqualTo(code + "|SSSE06|" + random + "|" + data + "|");
            types("123456", "123456");
            assertThat(ok("iReloadPIN_HSM_Step2", "pKey", key + "|"))
                    .isEqualTo(code + "|0209|" + random + "|84240001|123456|");
            assertThat(ok("iReloadPIN_HSM_Step3", "pKey", withoutLc(expected.path("pinReload123456"))))
                    .isEmpty();

            ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", card);
            assertThat(ok("iUnlockPIN_HSM_Step2", "pKey", key)).isEqualTo(code + "|0209|" + random + "|84240000||");
            assertThat(ok("iUnblockPIN_HSM_Step3", "pKey", withoutLc(expected.path("pinUnblock"))))
                    .isEmpty();
            user.remove();
        }
    }

    /** Step 3 carries header ‖ [ciphertext] ‖ MAC, the command has an Lc between. */
    private static String withoutLc(JsonNode command) {
        return command.asText().substring(0, 8) + command.asText().substring(10);
    }

    @ParameterizedTest
    @CsvSource({"1.00,DES", "2.00,DES", "2.00,SM4", "3.00,SM4"})
    void basicReadInTwoSteps_saysWhatTheBasicReadSays(String version, String algorithm) {
        user.insert(Images.card(version, algorithm));
        String[] asked = ok("iReadCardBas_HSM_Step1", "iType", "3").split("\\|", -1);
        assertThat(asked).hasSize(9);
        KeyHost host = host(algorithm);
        String external = asked[6].isEmpty() ? "" : host.answer(asked[6], asked[7]);
        assertThat(asked[6].isEmpty()).isEqualTo(!version.equals("3.00"));
        String read = ok("iReadCardBas_HSM_Step2", "pKey", host.answer(asked[4], asked[5]) + "|" + external + "|");
        assertThat(read.split("\\|", -1)).hasSize(12).contains("测试甲", "000000000000", "211002199003078817");
        psam.insert(Images.psam(algorithm, 1));
        assertThat(ok("iReadCardBas", "iType", "1")).isEqualTo(read.replace("000000000000", Images.TERMINAL));
    }

    @Test
    void falseInternalResult_isMinus21AndFalseExternalOneCountsOnTheCard() {
        user.insert(Images.card("3.00", "SM4"));
        String[] asked = ok("iReadCardBas_HSM_Step1", "iType", "1").split("\\|", -1);
        String external = host("SM4").answer(asked[6], asked[7]);
        String wrong = "0123456789ABCDEF" + asked[5];
        assertThat(code("iReadCardBas_HSM_Step2", "pKey", wrong + "|" + external + "|"))
                .isEqualTo(-21);
        asked = ok("iReadCardBas_HSM_Step1", "iType", "1").split("\\|", -1);
        String internal = host("SM4").answer(asked[4], asked[5]);
        int refused = code("iReadCardBas_HSM_Step2", "pKey", internal + "|" + "0123456789ABCDEF" + asked[7] + "|");
        assertThat(refused).isBetween(-25536 - 15, -25536);
        asked = ok("iReadCardBas_HSM_Step1", "iType", "1").split("\\|", -1);
        assertThat(code("iReadCardBas_HSM_Step2", "pKey", host("SM4").answer(asked[4], asked[5])))
                .isEqualTo(-23);
    }

    @Test
    void fileIsWrittenAndReadInTwoSteps() {
        user.insert(Images.card("2.00", "SM4"));
        String info = info();
        String address = "DF01EF06|23|28|$";
        String[] asked = ok("iWriteCard_HSM_Step1", "iType", "1", "pCardInfo", info, "pFileAddr", address)
                .split("\\|", -1);
        String data = "DF01EF06|测试路１号|13800000000|$";
        assertThat(ok("iWriteCard_HSM_Step2", "pKey", host("SM4").answer(asked[2], asked[3]), "pWriteData", data))
                .isEmpty();
        asked = ok("iReadCard_HSM_Step1", "iType", "1", "pCardInfo", info, "pFileAddr", address)
                .split("\\|", -1);
        assertThat(ok("iReadCard_HSM_Step2", "pKey", host("SM4").answer(asked[2], asked[3])))
                .isEqualTo(data);
    }

    @ParameterizedTest
    @CsvSource({
        "SSSEEF05|07|$,-2204",
        "SSSEEF05|07|$SSSEEF06|08|$,-2204",
        "DF04EF08,-2204",
        "DF01EF05|20|$DF01EF06|23|$,-23",
        "DF01EF05|20|$DF03EF05|61|$,-23",
        "SSSEEF1F|07|$,-27266"
    })
    void oneStepCoversOneFileAndOneKey(String address, int code) {
        user.insert(Images.card("2.00", "DES"));
        assertThat(code("iReadCard_HSM_Step1", "iType", "1", "pCardInfo", info(), "pFileAddr", address))
                .isEqualTo(code);
        assertThat(ok("iReadCardBas", "iType", "1"))
                .as("the card is free again")
                .isNotEmpty();
    }

    @Test
    void fileForPinAndKey_asksTheHolderFirst() {
        user.insert(Images.card("2.00", "DES"));
        String info = info();
        types("123456");
        String[] asked = ok("iReadCard_HSM_Step1", "iType", "1", "pCardInfo", info, "pFileAddr", "DF04EF06|90|$")
                .split("\\|", -1);
        holder.join();
        assertThat(ok("iReadCard_HSM_Step2", "pKey", host("DES").answer(asked[2], asked[3])))
                .isEqualTo("DF04EF06||$");
    }

    @Test
    void debitInTwoSteps_answersMac2AndTheFieldsOfIDoDebit() {
        user.insert(Images.card("2.00", "DES"));
        String info = info();
        String pay = "123.4|100|20261122120000|";
        String[] asked = purchase(info, pay);
        assertThat(List.of(asked))
                .startsWith("01", "DF0401")
                .endsWith("123.40", "32", "000000000000", "20261122120000", "");
        String answer = ok("iDoDebit_HSM_Step2", "pKey", mac1(asked, 0x1234));
        String[] done = answer.split("\\|", -1);
        assertThat(done).hasSize(10);
        assertThat(done[0])
                .isEqualTo(host("DES").mac2(asked[2], Integer.parseInt(asked[3], 16), 0x1234, 0, 12340, 10000));
        assertThat(List.of(done).subList(1, 8))
                .containsExactly("01", "DF0400", "123.40", "32", "000000000000", "00001234", "20261122120000");

        // The answer was lost: the same purchase again debits nothing and has the same proof.
        String[] again = purchase(info, pay);
        assertThat(ok("iDoDebit_HSM_Step2", "pKey", mac1(again, 0x1235))).isEqualTo(answer);
        types("123456");
        assertThat(ok("iReadDebitRecord", "iType", "1").split("\\|", -1)).hasSize(2);
    }

    private String[] purchase(String info, String pay) {
        types("123456");
        String[] asked = ok("iDoDebit_HSM_Step1", "iType", "1", "pCardInfo", info, "pPayInfo", pay)
                .split("\\|", -1);
        holder.join();
        return asked;
    }

    private static String mac1(String[] asked, int terminalSequence) {
        String rest = "32" + asked[6] + asked[7];
        String mac =
                host("DES").mac1(asked[2], Integer.parseInt(asked[3], 16), terminalSequence, 0, 12340, 10000, rest);
        return String.format("%08X|%s|%s|", terminalSequence, asked[7], mac);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"00001234|20261122120001|%s|", "1234|20261122120000|%s|", "00001234|20261122120000|12|", "x"})
    void answerThatIsNotToTheQuestion_debitsNothing(String pKey) {
        user.insert(Images.card("2.00", "DES"));
        String[] asked = purchase(info(), "1|0|20261122120000|");
        String mac = mac1(asked, 0x1234).split("\\|", -1)[2];
        assertThat(code("iDoDebit_HSM_Step2", "pKey", pKey.formatted(mac))).isEqualTo(-23);
        types("123456");
        assertThat(ok("iReadDebitRecord", "iType", "1")).isEmpty();
    }

    @Test
    void pinReloadInClear_isOffUnlessADeploymentWantsIt() {
        open(Duration.ofSeconds(60), false);
        user.insert(Images.card("2.00", "DES"));
        String info = info();
        String[] asked =
                ok("iReloadPIN_HSM_Step1", "iType", "1", "pCardInfo", info).split("\\|", -1);
        String key = host("DES").answer(asked[2], asked[3]);
        assertThat(code("iReloadPIN_HSM_Step2", "pKey", key)).isEqualTo(-13);
        asked = ok("iReloadPIN_HSM_Step1", "iType", "1", "pCardInfo", info).split("\\|", -1);
        assertThat(code("iUnblockPIN_HSM_Step2", "pKey", host("DES").answer(asked[2], asked[3])))
                .as("no way around through the other function")
                .isEqualTo(-12);
        assertThat(pad.state().request()).isEmpty();
    }

    @Test
    void commandOfTheLastPinStep_canBeNoOther() {
        user.insert(Images.card("2.00", "DES"));
        String info = info();
        for (String command : List.of("84240001", "84160000", "00A40000")) {
            String[] asked =
                    ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info).split("\\|", -1);
            String[] secured = ok("iUnblockPIN_HSM_Step2", "pKey", host("DES").answer(asked[2], asked[3]))
                    .split("\\|", -1);
            String right = host("DES").secured(secured[2], secured[3], "");
            assertThat(code("iUnblockPIN_HSM_Step3", "pKey", command + right.substring(8)))
                    .isEqualTo(-23);
        }
        String[] asked =
                ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info).split("\\|", -1);
        assertThat(code("iUnblockPIN_HSM_Step3", "pKey", "84240000" + "00000000"))
                .as("the second step cannot be left out")
                .isEqualTo(-12);
        assertThat(asked).hasSize(5);
    }

    @Test
    void stepBelongsToItsCallerAndHisConnection() {
        user.insert(Images.card("2.00", "DES"));
        String info = info();
        String[] asked = ok("iReadCard_HSM_Step1", "iType", "1", "pCardInfo", info, "pFileAddr", "DF01EF05|20|$")
                .split("\\|", -1);
        String key = host("DES").answer(asked[2], asked[3]);
        ClassicCaller sameAccount = caller("program");
        ClassicCaller sameConnection = new ClassicCaller(caller("other").principal(), CALLER.connection());
        assertThat(call(sameAccount, "iReadCard_HSM_Step2", "pKey", key).code()).isEqualTo(-12);
        assertThat(call(sameConnection, "iReadCard_HSM_Step2", "pKey", key).code())
                .isEqualTo(-12);
        assertThat(call(sameAccount, "iReadCardBas", "iType", "1").code())
                .as("the card belongs to the step")
                .isEqualTo(-12);
        assertThat(ok("iReadCard_HSM_Step2", "pKey", key)).isEqualTo("DF01EF05||$");
        assertThat(code("iReadCard_HSM_Step2", "pKey", key))
                .as("a cryptogram serves once")
                .isEqualTo(-12);
    }

    @Test
    void stepEnds_withItsTimeItsConnectionAndTheCallersNextCall() {
        open(Duration.ofMillis(300), true);
        user.insert(Images.card("2.00", "DES"));
        String info = info();
        ClassicCaller other = caller("other");
        ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info);
        await().atMost(10, SECONDS)
                .until(() -> call(other, "iReadCardBas", "iType", "1").code() == 0);
        open(Duration.ofSeconds(60), true);
        ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info);
        calls.forget(CALLER.connection());
        assertThat(call(other, "iReadCardBas", "iType", "1").code()).isZero();
        ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info);
        assertThat(call(CALLER, "iReadCardBas", "iType", "1").code()).isZero();
        assertThat(code("iUnblockPIN_HSM_Step2", "pKey", "00".repeat(16))).isEqualTo(-12);
    }

    @Test
    void cardTakenOutBetweenTheSteps_isMinus2() {
        user.insert(Images.card("2.00", "DES"));
        String info = info();
        String[] asked =
                ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info).split("\\|", -1);
        user.remove();
        assertThat(code("iUnblockPIN_HSM_Step2", "pKey", host("DES").answer(asked[2], asked[3])))
                .isEqualTo(-2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "|", "00", "zz", "0123456789ABCDEF0123456789ABCDE", "0123456789ABCDEF0123456789ABCDEF|1|"})
    void malformedKey_isMinus23AndTheStepStays(String pKey) {
        user.insert(Images.card("2.00", "DES"));
        String[] asked =
                ok("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info()).split("\\|", -1);
        assertThat(code("iUnblockPIN_HSM_Step2", "pKey", pKey)).isEqualTo(-23);
        assertThat(code("iUnblockPIN_HSM_Step2")).isEqualTo(-14);
        ok("iUnblockPIN_HSM_Step2", "pKey", host("DES").answer(asked[2], asked[3]));
    }
}
