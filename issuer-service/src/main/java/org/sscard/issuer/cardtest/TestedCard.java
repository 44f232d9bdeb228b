package org.sscard.issuer.cardtest;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.SecuredCommand;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.Wording;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.GetResponseTransport;

/** The card in one point: commands with the words for what they are to show. */
final class TestedCard {

    static final String ENVIRONMENT = "SSSE";
    static final int REFUSED = 0x6982;
    static final int CHALLENGE = 8;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final CardTransport raw;
    private final CardTransport whole;
    private final RunFacts facts;
    private final TestPin pin;
    private final SecureRandom random;
    private final List<Wording> remarks = new ArrayList<>();

    TestedCard(CardTransport transport, RunFacts facts, TestPin pin, SecureRandom random) {
        this.raw = transport;
        this.whole = new GetResponseTransport(transport);
        this.facts = facts;
        this.pin = pin;
        this.random = random;
    }

    static Wording say(String zh, String en) {
        return new Wording(zh, en);
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    RunFacts facts() {
        return facts;
    }

    CardLayout layout() {
        return facts.layout();
    }

    CardCryptograms keys() {
        return facts.cryptograms();
    }

    TestPin pin() {
        return pin;
    }

    List<Wording> remarks() {
        return remarks;
    }

    void remark(String zh, String en) {
        Wording remark = say(zh, en);
        if (!remarks.contains(remark)) {
            remarks.add(remark);
        }
    }

    /** The applications that must be there: SSSE first. */
    List<Application> applications() {
        return layout().applications().stream()
                .filter(application ->
                        !application.optional() || facts.optional().contains(application.name()))
                .toList();
    }

    /** The files of an application that must be there and that a command reaches. */
    Stream<CardFile> files(Application application) {
        return application.files().stream()
                .filter(CardFile::isSelectable)
                .filter(file ->
                        !file.optional() || facts.optional().contains(file.ref().toString()));
    }

    Stream<CardFile> files() {
        return applications().stream().flatMap(this::files);
    }

    /** The keys of a type in the applications that must be there, in the order of the table. */
    List<KeyDefinition> keys(KeyType type) {
        List<String> directories =
                applications().stream().map(Application::name).toList();
        return layout().keys().stream()
                .filter(key -> key.type() == type && directories.contains(key.directory()))
                .toList();
    }

    byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Without the help of GET RESPONSE. */
    ResponseApdu sendRaw(CommandApdu command) {
        return raw.transmit(command);
    }

    ResponseApdu send(CommandApdu command) {
        return whole.transmit(command);
    }

    /** The answer, which must have one of these status words. */
    ResponseApdu expect(Wording what, CommandApdu command, int... statusWords) {
        ResponseApdu answer = send(command);
        requireStatus(what, answer.status(), statusWords);
        return answer;
    }

    byte[] expectOk(Wording what, CommandApdu command) {
        return expect(what, command, StatusWord.OK.value()).data();
    }

    static void requireStatus(Wording what, StatusWord status, int... wanted) {
        if (Arrays.stream(wanted).noneMatch(value -> value == status.value())) {
            String expected = Arrays.stream(wanted)
                    .mapToObj(value -> StatusWord.of(value).toString())
                    .reduce((a, b) -> a + " / " + b)
                    .orElse("");
            throw new PointFailure(what, expected, status.toString());
        }
    }

    static void require(boolean holds, Wording what, String expected, String got) {
        if (!holds) {
            throw new PointFailure(what, expected, got);
        }
    }

    byte[] reset() {
        return raw.reset();
    }

    /**
     * A known state: reset, the MF, then the environment. Selecting the MF drops what a faulty card may have kept over
     * the reset, so that only point 27 sees that fault.
     */
    void fresh() {
        raw.reset();
        send(FileCommands.selectMasterFile());
        enterEnvironment();
    }

    void enterEnvironment() {
        enter(layout().application(ENVIRONMENT));
    }

    void enter(Application application) {
        expectOk(
                say("选择应用 " + application.name(), "SELECT " + application.name()),
                FileCommands.selectByName(application.aidBytes()));
    }

    /** From a known state into an application. */
    void freshIn(String application) {
        fresh();
        if (!application.equals(ENVIRONMENT)) {
            enter(layout().application(application));
        }
    }

    byte[] challenge() {
        byte[] challenge = expectOk(say("取随机数", "GET CHALLENGE"), SecurityCommands.getChallenge(CHALLENGE));
        require(
                challenge.length == CHALLENGE,
                say("随机数长度", "length of the challenge"),
                "8 bytes",
                challenge.length + " bytes");
        return challenge;
    }

    boolean holds(KeyDefinition key) {
        return keys().holds(KeyRef.of(key.name()));
    }

    /** EXTERNAL AUTHENTICATION with version 1 of a key of the current directory or of the environment. */
    StatusWord authenticate(KeyDefinition key) {
        return authenticate(keys(), key);
    }

    StatusWord authenticate(CardCryptograms from, KeyDefinition key) {
        byte[] challenge = challenge();
        byte[] terminalData = random(CHALLENGE);
        byte[] cryptogram = from.cryptogram(KeyRef.of(key.name()), challenge, terminalData);
        return send(SecurityCommands.externalAuthentication(key.id(), cryptogram, terminalData))
                .status();
    }

    void mustAuthenticate(KeyDefinition key) {
        requireStatus(
                say("用 " + key.name() + " 外部认证", "EXTERNAL AUTHENTICATION with " + key.name()),
                authenticate(key),
                StatusWord.OK.value());
    }

    /** A command under secure messaging with a fresh challenge. */
    ResponseApdu sendSecured(KeyDefinition stk, SecuredCommand command) {
        byte[] challenge = challenge();
        return send(command.withMac(keys().mac(KeyRef.of(stk.name()), challenge, command)));
    }

    /** With a MAC of which one bit is wrong. */
    ResponseApdu sendWronglySecured(KeyDefinition stk, SecuredCommand command) {
        byte[] challenge = challenge();
        byte[] mac = keys().mac(KeyRef.of(stk.name()), challenge, command);
        mac[0] ^= 1;
        return send(command.withMac(mac));
    }

    void verifyPin() {
        pin.verify(this);
    }

    /** First record, or as much of a transparent file as one answer holds. */
    ResponseApdu readFirst(CardFile file) {
        return file.structure() == FileStructure.TRANSPARENT
                ? send(FileCommands.readBinary(file.sfi(), 0, Math.min(256, file.sizeBytes())))
                : send(FileCommands.readRecord(file.sfi(), 1));
    }

    /**
     * Everything that the rule can ask for: PIN and key.
     *
     * @return false when the key is not held here
     */
    boolean satisfy(AccessRule rule) {
        boolean wantsPin = rule instanceof AccessRule.Pin
                || rule instanceof AccessRule.PinOrKey
                || rule instanceof AccessRule.PinAndKey;
        if (wantsPin) {
            verifyPin();
        }
        KeyDefinition key = rule.key().map(layout()::key).orElse(null);
        if (key == null) {
            return !(rule instanceof AccessRule.Never);
        }
        boolean pinSuffices = rule instanceof AccessRule.PinOrKey;
        return (holds(key) && authenticate(key).isOk()) || pinSuffices;
    }
}
