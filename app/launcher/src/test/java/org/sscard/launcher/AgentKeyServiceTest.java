package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.AuthenticateRequest;
import org.sscard.wire.keys.v1.Authentication;
import org.sscard.wire.keys.v1.AuthorisePurchaseRequest;
import org.sscard.wire.keys.v1.AuthorisePurchaseResponse;
import org.sscard.wire.keys.v1.CardOfKeys;
import org.sscard.wire.keys.v1.KeyName;
import org.sscard.wire.keys.v1.KeyServiceGrpc.KeyServiceBlockingStub;
import org.sscard.wire.keys.v1.PurchaseToAuthorise;
import org.sscard.wire.keys.v1.ReloadPinRequest;
import org.sscard.wire.keys.v1.SecureCommandRequest;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardProof;
import org.sscard.wire.terminal.v1.ReadBasicRequest;

/** A whole agent against the issuer's own key service over mutual TLS: typed calls, fall-back, and the classical steps. */
class AgentKeyServiceTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String TERMINAL = "211002000177";

    @TempDir
    private static Path data;

    private static IssuerService issuer;
    private static InternalCa authority;
    private static WindowAgent agent;
    private static RpcConnection host;
    private static KeyServiceBlockingStub keys;
    private static RpcConnection ownHost;
    private static KeyServiceBlockingStub ownKeys;

    @BeforeAll
    static void start() {
        IssuerConfig config = Configuration.defaults(
                Map.of("data", "\"" + data.resolve("issuer") + "\"", "server.port", "0"), IssuerConfig.class);
        issuer = IssuerService.start(config, true, Clock.systemUTC(), new SecureRandom());
        authority = InternalCa.open(data.resolve("issuer/tls"), Clock.systemUTC(), new SecureRandom());
        Credentials own = authority.client("window-1", "window-1", Role.AGENT);
        agent = WindowAgent.start(
                data.resolve("agent"),
                "classic: {port: 0, pinReloadInClear: true}",
                "keyService:",
                "  url: '" + issuer.url() + "'",
                "  credentials: {certificate: '%s', key: '%s', authority: '%s'}"
                        .formatted(own.certificate(), own.key(), own.authority()),
                "  terminal: '" + TERMINAL + "'");
        ownHost = RpcConnection.to(issuer.url(), own);
        ownKeys = ownHost.stub(KeyServiceBlockingStub.class, Duration.ofSeconds(30));
        // The hospital's own program, which the classical steps make the messenger.
        host = RpcConnection.to(issuer.url(), authority.client("hospital-1", "hospital-1", Role.AGENT));
        keys = host.stub(KeyServiceBlockingStub.class, Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        agent.close();
        host.close();
        ownHost.close();
        issuer.close();
    }

    @BeforeEach
    void empty() {
        agent.takeOut("window");
        agent.takeOut("sam");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DES", "SM4"})
    void withoutPsam_pinFilesAndDebitGoThroughTheKeyService(String algorithm) {
        agent.insert("window", WindowAgent.card("2.00", algorithm));
        agent.write("DF01", "EF06", 0x23, "测试路");
        assertThat(agent.read("DF01", "EF06", 0x23)).isEqualTo("测试路");
        agent.types("246813", "246813");
        agent.reloadPin();
        agent.unblockPin();
        agent.types("246813");
        CardProof proof = agent.debit(12_340, "20261122120000");
        assertThat(proof.getTerminal()).isEqualTo(TERMINAL);
        assertThat(verdict(proof)).isEqualTo(TacVerdict.TAC_VERDICT_GENUINE);
        assertThat(agent.debit(12_340, "20261122120000")).as("asked again").isEqualTo(proof);
    }

    private static TacVerdict verdict(CardProof proof) {
        try (RpcConnection insurer = RpcConnection.to(issuer.url(), authority.client("insurer", Role.INSURER))) {
            return insurer.stub(KeyServiceBlockingStub.class, Duration.ofSeconds(30))
                    .verifyTacs(VerifyTacsRequest.newBuilder().addProofs(proof).build())
                    .getVerdicts(0);
        }
    }

    @Test
    void newestCardWithoutPsam_isReadAuthenticated() {
        agent.insert("window", WindowAgent.card("3.00", "SM4"));
        assertThat(agent.stub().readBasic(ReadBasicRequest.getDefaultInstance()).getAuthenticated())
                .isTrue();
    }

    /** −2202 and −27272; −2201 is every other test here, −2203 and −24 are KeyServiceAuthorityTest's. */
    @ParameterizedTest
    @CsvSource({"2.00,DES,algorithm", "2.00,DES,keys", "3.00,SM4,keys"})
    void psamThatLacksSomething_isHelpedByTheKeyService(String version, String algorithm, String lack) {
        agent.insert("window", WindowAgent.card(version, algorithm));
        agent.insert("sam", WindowAgent.psamLacking(lack, algorithm));
        agent.unblockPin();
        assertThat(agent.stub().readBasic(ReadBasicRequest.getDefaultInstance()).getName())
                .isEqualTo("测试甲");
    }

    /** A17: a rogue PSAM has no keys, and a terminal number belongs to who used it first. */
    @Test
    void roguePsam_isStoppedByTheCardAndItsTacAtTheHost() {
        agent.insert("window", WindowAgent.card("2.00", "DES"));
        agent.types("123456");
        CardProof proof = agent.debit(100, "20261122130000");
        assertThat(verdict(proof.toBuilder().setTac(turned(proof.getTac())).build()))
                .isEqualTo(TacVerdict.TAC_VERDICT_FALSE);
        assertThat(verdict(proof.toBuilder().setTerminal("211002000178").build()))
                .as("another terminal's number under the same TAC")
                .isEqualTo(TacVerdict.TAC_VERDICT_FALSE);
        agent.insert("sam", WindowAgent.psam("DES", "FFEEDDCCBBAA99887766554433221100"));
        refused(ErrorCode.CARD_NOT_AUTHENTIC, () -> agent.debit(101, "20261122130001"));
        PurchaseToAuthorise stolenNumber = PurchaseToAuthorise.newBuilder()
                .setCard(cardOfKeys("DES"))
                .setKeyIndex(1)
                .setCardRandom(ByteString.copyFrom(new byte[] {1, 2, 3, 4}))
                .setCardSequence(1)
                .setSelfPayFen(100)
                .setTerminal(TERMINAL)
                .setTime("20261122130002")
                .build();
        refused(
                ErrorCode.KEY_CALLER_REFUSED,
                () -> keys.authorisePurchase(AuthorisePurchaseRequest.newBuilder()
                        .setPurchase(stolenNumber)
                        .build()));
    }

    private static ByteString turned(ByteString tac) {
        byte[] bytes = tac.toByteArray();
        bytes[0] ^= 1;
        return ByteString.copyFrom(bytes);
    }

    private static CardOfKeys cardOfKeys(String algorithm) {
        return CardOfKeys.newBuilder()
                .setRegion(WindowAgent.REGION)
                .setHistoricalBytes(ByteString.copyFrom(HEX.parseHex(WindowAgent.HISTORICAL)))
                .setAlgorithm(
                        algorithm.equals("DES") ? CardAlgorithm.CARD_ALGORITHM_DES : CardAlgorithm.CARD_ALGORITHM_SM4)
                .build();
    }

    private static KeyName key(String name) {
        return KeyName.newBuilder().setName(name).build();
    }

    private static ByteString hex(String hex) {
        return ByteString.copyFrom(HEX.parseHex(hex));
    }

    /** cryptogram ‖ data, as §4 wants it. */
    private static String answer(String algorithm, String key, String random, String dataHex) {
        return HEX.formatHex(keys.authenticate(AuthenticateRequest.newBuilder()
                                .addAuthentications(Authentication.newBuilder()
                                        .setCard(cardOfKeys(algorithm))
                                        .setKey(key(key))
                                        .setRandom(hex(random))
                                        .setData(hex(dataHex)))
                                .build())
                        .getCryptograms(0)
                        .getCryptogram()
                        .toByteArray())
                + dataHex;
    }

    @ParameterizedTest
    @CsvSource({"2.00,DES", "2.00,SM4", "3.00,SM4"})
    void basicReadInSteps(String version, String algorithm) {
        agent.insert("window", WindowAgent.card(version, algorithm));
        String[] asked = agent.classic("iReadCardBas_HSM_Step1", "iType", "1");
        String internal = answer(algorithm, "IRK", asked[4], asked[5]);
        String external = version.equals("3.00") ? answer(algorithm, "RKSSSE", asked[6], asked[7]) : "";
        String[] read = agent.classic("iReadCardBas_HSM_Step2", "pKey", internal + "|" + external + "|");
        assertThat(read).hasSize(12).contains("测试甲", "211002199003078817");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DES", "SM4"})
    void fileWrittenAndReadInSteps(String algorithm) {
        agent.insert("window", WindowAgent.card("2.00", algorithm));
        String info = agent.cardInfo();
        String file = "DF01EF06|23|$";
        String[] asked = agent.classic("iWriteCard_HSM_Step1", "iType", "1", "pCardInfo", info, "pFileAddr", file);
        assertThat(asked[1]).as("the key address of a profile").matches("DF01[0-9A-F]{2}");
        agent.classic(
                "iWriteCard_HSM_Step2",
                "pKey",
                answer(algorithm, "UK1DF01", asked[2], asked[3]),
                "pWriteData",
                "DF01EF06|测试路１号|$");
        asked = agent.classic("iReadCard_HSM_Step1", "iType", "1", "pCardInfo", info, "pFileAddr", file);
        String[] read = agent.classic("iReadCard_HSM_Step2", "pKey", answer(algorithm, "RK1DF01", asked[2], asked[3]));
        assertThat(read).containsExactly("DF01EF06", "测试路１号", "$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DES", "SM4"})
    void pinUnblockedAndReloadedInSteps(String algorithm) {
        agent.insert("window", WindowAgent.card("2.00", algorithm));
        String info = agent.cardInfo();
        String[] asked = agent.classic("iUnblockPIN_HSM_Step1", "iType", "1", "pCardInfo", info);
        String[] secured = agent.classic("iUnblockPIN_HSM_Step2", "pKey", answer(algorithm, "PUK", asked[2], asked[3]));
        String mac = HEX.formatHex(keys.secureCommand(SecureCommandRequest.newBuilder()
                        .setCard(cardOfKeys(algorithm))
                        .setKey(key("STK"))
                        .setChallenge(hex(secured[2]))
                        .setHeader(hex(secured[3]))
                        .build())
                .getDataField()
                .toByteArray());
        agent.classic("iUnblockPIN_HSM_Step3", "pKey", secured[3] + mac);

        asked = agent.classic("iReloadPIN_HSM_Step1", "iType", "1", "pCardInfo", info);
        agent.types("975310", "975310");
        secured = agent.classic("iReloadPIN_HSM_Step2", "pKey", answer(algorithm, "PUK", asked[2], asked[3]));
        assertThat(secured[4]).as("switched on, the new PIN is handed out").isEqualTo("975310");
        String field = HEX.formatHex(keys.reloadPin(ReloadPinRequest.newBuilder()
                        .setCard(cardOfKeys(algorithm))
                        .setKey(key("STK"))
                        .setChallenge(hex(secured[2]))
                        .setPin(ByteString.copyFromUtf8(secured[4]))
                        .build())
                .getDataField()
                .toByteArray());
        agent.classic("iReloadPIN_HSM_Step3", "pKey", secured[3] + field);
        agent.types("975310");
        agent.classic("iVerifyPIN", "iType", "1");
    }

    @Test
    void debitInSteps() {
        agent.insert("window", WindowAgent.card("2.00", "DES"));
        String info = agent.cardInfo();
        agent.types("123456");
        String[] asked = agent.classic(
                "iDoDebit_HSM_Step1", "iType", "1", "pCardInfo", info, "pPayInfo", "123.40|100|20261122140000|");
        assertThat(List.of(asked)).contains("123.40", "32", TERMINAL);
        AuthorisePurchaseResponse authorised = ownKeys.authorisePurchase(AuthorisePurchaseRequest.newBuilder()
                .setPurchase(PurchaseToAuthorise.newBuilder()
                        .setCard(cardOfKeys("DES"))
                        .setKeyIndex(1)
                        .setCardRandom(hex(asked[2]))
                        .setCardSequence(Integer.parseInt(asked[3], 16))
                        .setSelfPayFen(12_340)
                        .setPooledFen(10_000)
                        .setTerminal(asked[6])
                        .setTime(asked[7]))
                .build());
        String pKey = "%08X|%s|%s|"
                .formatted(
                        authorised.getTerminalSequence(),
                        asked[7],
                        HEX.formatHex(authorised.getMac1().toByteArray()));
        String[] done = agent.classic("iDoDebit_HSM_Step2", "pKey", pKey);
        assertThat(done).hasSize(10).contains("123.40", TERMINAL, "20261122140000");
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(GrpcErrors.fromStatus(e).map(CodedException::code))
                                .contains(code));
    }
}
