package org.sscard.virtualcard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.crypto.SecureMessaging;

/** A card and a terminal that knows its roots, for tests in hex. */
public final class TestCard {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    public static final String SSSE = "7378312E73682EC9E7BBE1B1A3D5CF";

    private final CardSession card;
    private final CardCrypto crypto;

    public TestCard(CardSession card, CardAlgorithm algorithm) {
        this.card = card;
        this.crypto = CardCrypto.of(algorithm);
    }

    public static TestCard of(String image, TransmissionMode mode) {
        CardAlgorithm algorithm = image.contains("\"SM4\"") ? CardAlgorithm.SM4 : CardAlgorithm.DES;
        return new TestCard(VirtualCards.fromImage(image, mode, new Random(1)), algorithm);
    }

    public static TestCard t1(String image) {
        return of(image, TransmissionMode.T1);
    }

    public static TestCard t0(String image) {
        return of(image, TransmissionMode.T0);
    }

    public CardSession session() {
        return card;
    }

    public CardCrypto crypto() {
        return crypto;
    }

    /** Command and answer in hex; blanks in the command do not matter. */
    public String send(String command) {
        return HEX.formatHex(card.transmit(HEX.parseHex(command.replace(" ", ""))));
    }

    /** The data of an answer that must be 9000. */
    public byte[] data(String command) {
        String answer = send(command);
        assertThat(answer).as(command).endsWith("9000");
        return HEX.parseHex(answer.substring(0, answer.length() - 4));
    }

    public void ok(String command) {
        data(command);
    }

    public TestCard inEnvironment() {
        ok("00A404000F" + SSSE);
        return this;
    }

    /** Selects the SSSE, then an application by FID. */
    public TestCard in(String application) {
        inEnvironment();
        ok("00A4000002" + application);
        return this;
    }

    public TestCard withPin(String pinBcd) {
        ok("002000" + "00" + length(pinBcd) + pinBcd);
        return this;
    }

    public byte[] challenge() {
        return data("0084000008");
    }

    public byte[] cardKey(String name) {
        KeyDefinition key = CardLayout.of(SpecificationVersion.V2_0).key(name);
        boolean isShort = key.lengthBytes(crypto.algorithm()) == 8;
        byte[] root = HEX.parseHex(isShort ? TestImages.ROOT8 : TestImages.ROOT16);
        byte[] historical = ByteArrays.slice(card.atr(), 4, 13);
        return KeyFactors.of(TestImages.REGION, historical).cardKey(crypto, root);
    }

    /** EXTERNAL AUTHENTICATION with the right card key. */
    public String authenticate(String keyName) {
        int id = CardLayout.of(SpecificationVersion.V2_0).key(keyName).id();
        return authenticate(id, cardKey(keyName), "");
    }

    public String authenticate(int keyId, byte[] key, String versionByte) {
        byte[] random = challenge();
        byte[] terminalData = HEX.parseHex("30B00BBDB804864E");
        byte[] cryptogram = crypto.cryptogram(crypto.sessionKey(key, random), terminalData);
        byte[] data = ByteArrays.concat(cryptogram, terminalData, HEX.parseHex(versionByte));
        return send("008200" + octet(keyId) + octet(data.length) + HEX.formatHex(data));
    }

    /** EXTERNAL AUTHENTICATION that must fail. */
    public String authenticateWrongly(int keyId) {
        return authenticate(keyId, new byte[16], "");
    }

    /** A command with MAC under a session of the key; the challenge is taken here. */
    public String secured(String header, byte[] key, byte[] data) {
        byte[] session = crypto.sessionKey(key, challenge());
        return sendSecured(header, session, data);
    }

    public String sendSecured(String header, byte[] session, byte[] data) {
        byte[] mac = SecureMessaging.mac(crypto, session, HEX.parseHex(header), data);
        return send(header + octet(data.length + 4) + HEX.formatHex(data) + HEX.formatHex(mac));
    }

    /** As {@link #secured}, the data enciphered. */
    public String securedAndEncrypted(String header, byte[] key, byte[] plain) {
        byte[] session = crypto.sessionKey(key, challenge());
        return sendSecured(header, session, SecureMessaging.encrypt(crypto, session, plain));
    }

    public static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    public static byte[] bytes(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    public static String octet(int value) {
        return String.format(Locale.ROOT, "%02X", value);
    }

    private static String length(String hex) {
        return octet(hex.length() / 2);
    }
}
