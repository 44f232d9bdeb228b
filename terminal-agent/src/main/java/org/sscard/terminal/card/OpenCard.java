package org.sscard.terminal.card;

import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.codec.HolderName;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.codec.ValueCodecException;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A social-security card with its SSSE selected: what every flow begins with (card specification §7). */
final class OpenCard {

    private static final int ANY_LENGTH = 256;
    private static final int CHALLENGE_LENGTH = 8;

    private final CardTransport card;
    private final CardIdentity identity;
    private final CardLayout layout;
    private final String versionText;

    private OpenCard(CardTransport card, CardIdentity identity, CardLayout layout, String versionText) {
        this.card = card;
        this.identity = identity;
        this.layout = layout;
        this.versionText = versionText;
    }

    /**
     * Selects the SSSE and reads what needs no right: identification code and version.
     *
     * @throws CodedException CARD_NOT_SOCIAL_SECURITY, CARD_BLOCKED, CARD_DATA_INVALID
     */
    static OpenCard on(CardTransport card) {
        byte[] historicalBytes = AnswerToReset.historicalBytes(card.atr());
        byte[] fci = selectEnvironment(card);
        CardIdentificationCode code = identificationCode(card);
        CardAlgorithm algorithm = EnvironmentFci.algorithm(fci, code.regionDigits());
        String versionText = text(card, CardLayout.of(SpecificationVersion.V2_0), CardElements.SPECIFICATION_VERSION);
        SpecificationVersion version = SpecificationVersion.ofElement03(versionText)
                .orElseThrow(() -> invalid(CardElements.SPECIFICATION_VERSION));
        return new OpenCard(
                card, new CardIdentity(code, historicalBytes, algorithm), CardLayout.of(version), versionText);
    }

    private static byte[] selectEnvironment(CardTransport card) {
        byte[] aid =
                CardLayout.of(SpecificationVersion.V2_0).application("SSSE").aidBytes();
        ResponseApdu answer = card.transmit(CommandApdu.expecting(ANY_LENGTH, 0x00, 0xA4, 0x04, 0x00, aid));
        if (answer.status().value() == 0x6A82) {
            throw new CodedException(ErrorCode.CARD_NOT_SOCIAL_SECURITY);
        }
        requireOk("SELECT SSSE", answer.status());
        return answer.data();
    }

    private static CardIdentificationCode identificationCode(CardTransport card) {
        byte[] value = read(card, CardElements.IDENTIFICATION_CODE);
        if (value.length != CardIdentificationCode.LENGTH) {
            throw invalid(CardElements.IDENTIFICATION_CODE);
        }
        return CardIdentificationCode.ofBytes(value);
    }

    CardTransport transport() {
        return card;
    }

    CardIdentity identity() {
        return identity;
    }

    CardLayout layout() {
        return layout;
    }

    SpecificationVersion version() {
        return layout.version();
    }

    /** Element 03 as it stands, for instance 2.01. */
    String versionText() {
        return versionText;
    }

    String text(ElementRef element) {
        return text(card, layout, element);
    }

    private static String text(CardTransport card, CardLayout layout, ElementRef ref) {
        Element element = layout.element(ref);
        byte[] value = read(card, ref);
        try {
            return value.length == 0 ? "" : ElementCodec.decode(element, value);
        } catch (ValueCodecException e) {
            throw invalid(ref);
        }
    }

    /** 09 followed by 4E where this generation has it; a character may be cut in two between them. */
    String holderName() {
        List<byte[]> parts = Stream.of(CardElements.NAME, CardElements.NAME_EXTENSION)
                .filter(element -> layout.findElement(element).isPresent())
                .map(element -> read(card, element))
                .toList();
        return HolderName.join(parts);
    }

    /** The value of an element by its tag, in the SFI of its file; empty when the card has no such record. */
    private static byte[] read(CardTransport card, ElementRef ref) {
        int byIdentifier = ref.file().sfi() << 3;
        ResponseApdu answer = card.transmit(CommandApdu.expecting(ANY_LENGTH, 0x00, 0xB2, ref.tag(), byIdentifier));
        if (answer.status().value() == 0x6A83) {
            return new byte[0];
        }
        requireOk("READ RECORD " + ref, answer.status());
        try {
            TlvRecord record = TlvRecord.decode(answer.data());
            if (record.tag() != ref.tag()) {
                throw invalid(ref);
            }
            return record.value();
        } catch (ValueCodecException e) {
            throw invalid(ref);
        }
    }

    /**
     * Proves the card genuine: two challenges of the card serve as R and D (§7 flow 1).
     *
     * @throws CodedException CARD_NOT_AUTHENTIC
     */
    void authenticateInternally(CryptogramAuthority authority) {
        byte[] random = challenge();
        byte[] data = challenge();
        byte[] expected = authority.cryptogram(layout.key("IRK"), identity, random, data);
        byte[] both = new byte[2 * CHALLENGE_LENGTH];
        System.arraycopy(random, 0, both, 0, CHALLENGE_LENGTH);
        System.arraycopy(data, 0, both, CHALLENGE_LENGTH, CHALLENGE_LENGTH);
        byte[] answered = ask(
                "INTERNAL AUTHENTICATION",
                CommandApdu.expecting(
                        CHALLENGE_LENGTH, 0x00, 0x88, 0x00, layout.key("IRK").id(), both));
        if (!MessageDigest.isEqual(expected, answered)) {
            throw new CodedException(ErrorCode.CARD_NOT_AUTHENTIC);
        }
    }

    /**
     * Proves the terminal to the card with one of its keys.
     *
     * @param data 8 bytes that the terminal drew
     * @throws CodedException CARD_NOT_AUTHENTIC when the card refuses the cryptogram
     */
    void authenticateExternally(CryptogramAuthority authority, KeyDefinition key, byte[] data) {
        byte[] cryptogram = authority.cryptogram(key, identity, challenge(), data);
        byte[] both = new byte[2 * CHALLENGE_LENGTH];
        System.arraycopy(cryptogram, 0, both, 0, CHALLENGE_LENGTH);
        System.arraycopy(data, 0, both, CHALLENGE_LENGTH, CHALLENGE_LENGTH);
        StatusWord status =
                card.transmit(CommandApdu.of(0x00, 0x82, 0x00, key.id(), both)).status();
        if (status.isTriesLeft()) {
            throw new CodedException(ErrorCode.CARD_NOT_AUTHENTIC);
        }
        requireOk("EXTERNAL AUTHENTICATION " + key.name(), status);
    }

    private byte[] challenge() {
        byte[] challenge = ask("GET CHALLENGE", CommandApdu.expecting(CHALLENGE_LENGTH, 0x00, 0x84, 0x00, 0x00));
        if (challenge.length != CHALLENGE_LENGTH) {
            throw new CodedException(ErrorCode.CARD_REFUSED, "GET CHALLENGE", "length " + challenge.length);
        }
        return challenge;
    }

    void selectApplication(String name) {
        ask(
                "SELECT " + name,
                CommandApdu.expecting(
                        ANY_LENGTH,
                        0x00,
                        0xA4,
                        0x04,
                        0x00,
                        layout.application(name).aidBytes()));
    }

    /** @throws CodedException CARD_REFUSED with the command and its status word, CARD_BLOCKED */
    byte[] ask(String command, CommandApdu apdu) {
        ResponseApdu answer = card.transmit(apdu);
        requireOk(command, answer.status());
        return answer.data();
    }

    static void requireOk(String command, StatusWord status) {
        if (status.isOk()) {
            return;
        }
        // A blocked card answers 6A81 to everything, a blocked application 9303 (§6).
        if (status.value() == 0x6A81 || status.value() == 0x9303) {
            throw new CodedException(ErrorCode.CARD_BLOCKED);
        }
        throw new CodedException(ErrorCode.CARD_REFUSED, command, status.toString());
    }

    private static CodedException invalid(ElementRef element) {
        return new CodedException(ErrorCode.CARD_DATA_INVALID, element.toString());
    }
}
