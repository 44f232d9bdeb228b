package org.sscard.terminal.authority.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.layout.FileRef;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.FileContent;
import org.sscard.terminal.card.FileSelection;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.card.PurchaseProof;
import org.sscard.terminal.card.ReadingRight;
import org.sscard.terminal.card.ScriptedCards;
import org.sscard.terminal.classic.KeyServiceDouble;
import org.sscard.terminal.pin.Pin;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReader;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.KeyServiceGrpc;

/** The fall-back to a key service over mutual TLS, on the five codes and on nothing else. */
class KeyServiceAuthorityTest {

    private static final CardPlace PLACE = CardPlace.named("");
    private static final String TERMINAL = "211002000099";
    private static final int DELIVERY_SESSION_KEY = 0xDE;

    @TempDir
    Path directory;

    private final VirtualReader user = new VirtualReader("user", new ScriptedCards());
    private final ScriptedCards psamCards = new ScriptedCards();
    private final VirtualReader psam = new VirtualReader("psam", psamCards);
    private final ReaderDesk desk =
            new ReaderDesk(List.of(() -> List.of(user, psam)), new RoleMap(List.of(), true), Duration.ofSeconds(10));
    private final KeyServiceDouble keys = new KeyServiceDouble();
    private String pin = "123456";
    private ServiceServer service;
    private RpcConnection connection;
    private CardDesk cards;

    @BeforeEach
    void open() {
        InternalCa ca = InternalCa.open(directory.resolve("ca"), Clock.systemUTC(), new SecureRandom());
        service = ServiceServer.builder(new ServerConfig(
                        "127.0.0.1", 0, List.of(), ServerConfig.Tls.of(ca.server("keys", "127.0.0.1"))))
                .grpc(keys)
                .roles(RoleTable.builder()
                        .allow(KeyServiceGrpc.getServiceDescriptor(), Role.AGENT)
                        .build())
                .start();
        connection = RpcConnection.to(service.url(), ca.client("window-1", Role.AGENT));
        cards = new CardDesk(
                desk,
                request -> Pin.taking(pin.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                BlacklistReplica.open(directory.resolve("blacklist")),
                new DebitJournal(directory),
                "",
                Duration.ofMillis(600),
                Optional.of(KeyServiceAuthority.at(connection, TERMINAL, 1, Duration.ofSeconds(5))),
                Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneId.of("Asia/Shanghai")),
                new SecureRandom());
    }

    @AfterEach
    void close() {
        connection.close();
        service.close();
        desk.close();
    }

    private ExpectedCard inside() {
        return ExpectedCard.of(cards.readBasic(PLACE).identity().identificationCode());
    }

    private static final FileSelection ADDRESS = new FileSelection(
            new FileRef("DF01", "EF06"), OptionalInt.empty(), List.of(new FileSelection.Item(0x23, 1)));

    @ParameterizedTest
    @ValueSource(strings = {"DES", "SM4"})
    void withoutPsam_everythingGoesThroughTheKeyService(String algorithm) {
        user.insert(Images.card("2.00", algorithm));
        ExpectedCard expected = inside();
        assertThat(keys.calls).as("a 2.0 card is read without").isEmpty();
        cards.writeFiles(PLACE, expected, List.of(new FileContent(ADDRESS, List.of(List.of("测试路")))));
        assertThat(cards.readFiles(PLACE, expected, List.of(ADDRESS), ReadingRight.KEY)
                        .get(0)
                        .rows())
                .containsExactly(List.of("测试路"));
        pin = "24681357";
        cards.reloadPin(PLACE, expected);
        cards.unblockPin(PLACE, expected);
        cards.verifyPin(PLACE);
        Purchase purchase = new Purchase(0, 12_340, 10_000, "20261122120000");
        PurchaseProof proof = cards.debit(PLACE, expected, purchase);
        assertThat(proof.terminal()).isEqualTo(TERMINAL);
        assertThat(proof.terminalSequence()).isEqualTo(501);
        assertThat(cards.debit(PLACE, expected, purchase).tac())
                .as("asked again")
                .isEqualTo(proof.tac());
        assertThat(keys.calls)
                .contains("authenticate PUK", "reloadPin", "secureCommand", "confirmPurchase")
                .containsOnlyOnce("authorisePurchase " + TERMINAL);
    }

    @Test
    void newestCardWithoutPsam_isReadAuthenticated() {
        user.insert(Images.card("3.00", "SM4"));
        assertThat(cards.readBasic(PLACE).authenticated()).isTrue();
        assertThat(keys.calls).containsExactly("authenticate IRK", "authenticate RKSSSE");
    }

    @Test
    void psamOfAnotherAlgorithm_isHelpedByTheKeyService() {
        user.insert(Images.card("2.00", "DES"));
        ExpectedCard expected = inside();
        psam.insert(Images.psam("SM4", 1));
        cards.unblockPin(PLACE, expected);
        assertThat(keys.calls).containsExactly("authenticate PUK", "secureCommand");
        PurchaseProof proof = cards.debit(PLACE, expected, new Purchase(0, 1, 0, "20261122120000"));
        assertThat(proof.terminal()).as("the whole purchase changes hands").isEqualTo(TERMINAL);
    }

    /** −27272 (6A88 for each number of factors) and −24 (6A80): the PSAM lacks the key, or has it at another level. */
    @ParameterizedTest
    @ValueSource(ints = {0x6A88, 0x6A80})
    void psamWithoutTheKeyOrAtAnotherLevel_isHelpedByTheKeyService(int status) {
        user.insert(Images.card("2.00", "DES"));
        ExpectedCard expected = inside();
        psam.insert(Images.psam("DES", 1));
        psamCards.lieTo(DELIVERY_SESSION_KEY, honest -> answer(status));
        cards.unblockPin(PLACE, expected);
        assertThat(keys.calls).containsExactly("authenticate PUK", "secureCommand");
    }

    /** −2203: a 3.0 card's RKSSSE is missing, the rest is there. */
    @Test
    void psamWithoutRkssse_isHelpedForThatKeyAlone() {
        user.insert(Images.card("3.00", "SM4"));
        psam.insert(Images.psam("SM4", 1));
        AtomicInteger asked = new AtomicInteger();
        psamCards.lieTo(DELIVERY_SESSION_KEY, honest -> asked.incrementAndGet() == 1 ? honest : answer(0x6A88));
        assertThat(cards.readBasic(PLACE).authenticated()).isTrue();
        assertThat(keys.calls).containsExactly("authenticate RKSSSE");
    }

    /** Any other refusal of the PSAM is none of the five: the caller is told, and nobody else is asked. */
    @ParameterizedTest
    @ValueSource(ints = {0x6985, 0x6F00, 0x6982, 0x6700})
    void otherRefusalOfThePsam_isNoReasonToGoOn(int status) {
        user.insert(Images.card("2.00", "DES"));
        ExpectedCard expected = inside();
        psam.insert(Images.psam("DES", 1));
        psamCards.lieTo(DELIVERY_SESSION_KEY, honest -> answer(status));
        assertRefused(ErrorCode.PSAM_REFUSED, () -> cards.unblockPin(PLACE, expected));
        assertThat(keys.calls).isEmpty();
    }

    private static ResponseApdu answer(int status) {
        return ResponseApdu.parse(new byte[] {(byte) (status >> 8), (byte) status});
    }

    @Test
    void psamThatServes_isAskedAlone() {
        user.insert(Images.card("2.00", "DES"));
        psam.insert(Images.psam("DES", 1));
        ExpectedCard expected = inside();
        cards.unblockPin(PLACE, expected);
        assertThat(cards.debit(PLACE, expected, new Purchase(0, 1, 0, "20261122120000"))
                        .terminal())
                .isEqualTo(Images.TERMINAL);
        assertThat(keys.calls).isEmpty();
    }

    @Test
    void psamOfOtherKeys_isNoReasonToGoOn() {
        user.insert(Images.card("2.00", "DES"));
        psam.insert(Images.psam("DES", 1).replace(Images.ROOT, "FFEEDDCCBBAA99887766554433221100"));
        assertRefused(ErrorCode.CARD_NOT_AUTHENTIC, () -> cards.readBasic(PLACE));
        assertThat(keys.calls).isEmpty();
    }

    @Test
    void keyServiceThatIsAway_isARefusalThatMayBeRetried() {
        user.insert(Images.card("2.00", "DES"));
        ExpectedCard expected = inside();
        service.close();
        assertRefused(ErrorCode.KEY_SERVICE_UNAVAILABLE, () -> cards.unblockPin(PLACE, expected));
        assertRefused(
                ErrorCode.KEY_SERVICE_UNAVAILABLE,
                () -> cards.debit(PLACE, expected, new Purchase(0, 1, 0, "20261122120000")));
        assertThat(cards.readBasic(PLACE).authenticated()).isFalse();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
