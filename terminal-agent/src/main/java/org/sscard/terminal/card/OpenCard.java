package org.sscard.terminal.card;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.codec.HolderName;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.codec.ValueCodecException;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.FileControlInformation;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.GetResponseTransport;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.terminal.reader.PadSession;
import org.sscard.terminal.reader.ReaderPad;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A social-security card with its SSSE selected: what every flow begins with (card specification §7). */
final class OpenCard {

    /**
     * One cryptogram over 16 bytes, 24 bytes on the wire: a card in the reader needs a fraction of this, a card that is asked
     * through somebody else's phone and network more.
     */
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(500);

    private static final int ROUNDS = 3;

    /** Name of the SSSE and the elements read first are the same in every generation. */
    private static final CardLayout ANY_GENERATION = CardLayout.of(SpecificationVersion.V2_0);

    private static final int CHALLENGE_LENGTH = 8;
    private static final int ACCESS_DENIED = 0x6982;
    private static final int RECORD_NOT_FOUND = 0x6A83;
    private static final int CARD_BLOCKED = 0x6A81;
    private static final int APPLICATION_BLOCKED = 0x9303;

    private final CardTransport card;
    private final CardTransport session;
    private final CardIdentity identity;
    private final CardLayout layout;
    private final String versionText;

    private OpenCard(
            CardTransport card, CardTransport session, CardIdentity identity, CardLayout layout, String versionText) {
        this.card = card;
        this.session = session;
        this.identity = identity;
        this.layout = layout;
        this.versionText = versionText;
    }

    /**
     * Selects the SSSE and reads what needs no right: identification code and version.
     *
     * @throws CodedException CARD_NOT_SOCIAL_SECURITY, CARD_BLOCKED, CARD_DATA_INVALID
     */
    static OpenCard on(CardTransport session) {
        CardTransport card = new GetResponseTransport(session);
        byte[] historicalBytes = AnswerToReset.historicalBytes(card.atr());
        FileControlInformation environment = selectEnvironment(card);
        CardIdentificationCode code = identificationCode(card);
        CardAlgorithm algorithm = environment.algorithmOf(code.regionDigits());
        String versionText = text(card, ANY_GENERATION, CardElements.SPECIFICATION_VERSION);
        SpecificationVersion version = SpecificationVersion.ofElement03(versionText)
                .orElseThrow(() -> invalid(CardElements.SPECIFICATION_VERSION));
        return new OpenCard(
                card, session, new CardIdentity(code, historicalBytes, algorithm), CardLayout.of(version), versionText);
    }

    private static FileControlInformation selectEnvironment(CardTransport card) {
        byte[] aid = ANY_GENERATION.application("SSSE").aidBytes();
        ResponseApdu answer = card.transmit(FileCommands.selectByName(aid));
        requireOurs(answer.status());
        try {
            return FileControlInformation.parse(answer.data());
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_DATA_INVALID, "FCI");
        }
    }

    private static CardIdentificationCode identificationCode(CardTransport card) {
        ResponseApdu answer = transmitRead(card, CardElements.IDENTIFICATION_CODE);
        // A PSAM has a directory of the same name and no such file.
        requireOurs(answer.status());
        byte[] value = value(CardElements.IDENTIFICATION_CODE, answer);
        if (value.length != CardIdentificationCode.LENGTH) {
            throw invalid(CardElements.IDENTIFICATION_CODE);
        }
        return CardIdentificationCode.ofBytes(value);
    }

    /** The pad of the reader that the card lies in. */
    Optional<ReaderPad> pad() {
        return session instanceof PadSession padded ? padded.pad() : Optional.empty();
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

    /** Empty when the card wants an authentication first. */
    Optional<String> textUnlessDenied(ElementRef element) {
        ResponseApdu answer = transmitRead(card, element);
        return answer.status().value() == ACCESS_DENIED
                ? Optional.empty()
                : Optional.of(decoded(layout.element(element), element, value(element, answer)));
    }

    private static String text(CardTransport card, CardLayout layout, ElementRef ref) {
        return decoded(layout.element(ref), ref, read(card, ref));
    }

    private static String decoded(Element element, ElementRef ref, byte[] value) {
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

    private static ResponseApdu transmitRead(CardTransport card, ElementRef ref) {
        return card.transmit(FileCommands.readRecordByTag(ref.file().sfi(), ref.tag()));
    }

    private static byte[] read(CardTransport card, ElementRef ref) {
        return value(ref, transmitRead(card, ref));
    }

    /** The value of an element; empty when the card has no such record. */
    private static byte[] value(ElementRef ref, ResponseApdu answer) {
        if (answer.status().value() == RECORD_NOT_FOUND) {
            return new byte[0];
        }
        requireOk(CardCommand.READ_RECORD, answer.status());
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
     * Proves the card genuine: two challenges of the card serve as R and D (§7 flow 1). A late answer is asked for again with
     * fresh challenges: the machine may have been busy once, a relay is late each time.
     *
     * @throws CodedException CARD_NOT_AUTHENTIC, CARD_RELAY_SUSPECTED
     */
    void authenticateInternally(CryptogramAuthority authority) {
        for (int round = 1; ; round++) {
            byte[] random = challenge();
            byte[] data = challenge();
            byte[] expected = authority.cryptogram(layout.key("IRK"), identity, random, data);
            try {
                requireGenuine(expected, answer(random, data));
                return;
            } catch (CodedException e) {
                if (e.code() != ErrorCode.CARD_RELAY_SUSPECTED || round == ROUNDS) {
                    throw e;
                }
            }
        }
    }

    /** @throws CodedException CARD_NOT_AUTHENTIC */
    static void requireGenuine(byte[] expected, byte[] answered) {
        if (!MessageDigest.isEqual(expected, answered)) {
            throw new CodedException(ErrorCode.CARD_NOT_AUTHENTIC);
        }
    }

    /** The card's cryptogram over 8 bytes of session factor and 8 of data, not verified here. */
    byte[] answer(byte[] challenge) {
        byte[] random = Arrays.copyOf(challenge, CHALLENGE_LENGTH);
        byte[] data = Arrays.copyOfRange(challenge, CHALLENGE_LENGTH, 2 * CHALLENGE_LENGTH);
        return answer(random, data);
    }

    /** @throws CodedException CARD_RELAY_SUSPECTED when the answer comes later than a card in this reader needs */
    byte[] answer(byte[] random, byte[] data) {
        long asked = System.nanoTime();
        byte[] answered =
                ask(CardCommand.INTERNAL_AUTHENTICATION, SecurityCommands.internalAuthentication(random, data));
        if (System.nanoTime() - asked > ANSWER_LIMIT.toNanos()) {
            throw new CodedException(ErrorCode.CARD_RELAY_SUSPECTED);
        }
        return answered;
    }

    /**
     * Proves the terminal to the card with one of its keys.
     *
     * @param data 8 bytes that the terminal drew
     * @throws CodedException CARD_KEY_REFUSED with the tries left when the card refuses the cryptogram
     */
    void authenticateExternally(CryptogramAuthority authority, KeyDefinition key, byte[] data) {
        proveTerminal(key, authority.cryptogram(key, identity, challenge(), data), data);
    }

    /** EXTERNAL AUTHENTICATION over the challenge drawn last. */
    void proveTerminal(KeyDefinition key, byte[] cryptogram, byte[] data) {
        StatusWord status = card.transmit(SecurityCommands.externalAuthentication(key.id(), cryptogram, data))
                .status();
        if (status.isTriesLeft()) {
            throw new CodedException(ErrorCode.CARD_KEY_REFUSED, key.name(), status.triesLeft());
        }
        requireOk(CardCommand.EXTERNAL_AUTHENTICATION, status);
    }

    byte[] challenge() {
        byte[] challenge = ask(CardCommand.GET_CHALLENGE, SecurityCommands.getChallenge(CHALLENGE_LENGTH));
        if (challenge.length != CHALLENGE_LENGTH) {
            throw new CodedException(
                    ErrorCode.CARD_REFUSED, CardCommand.GET_CHALLENGE.title(), challenge.length + " bytes");
        }
        return challenge;
    }

    void selectApplication(String name) {
        ask(
                CardCommand.SELECT,
                FileCommands.selectByName(layout.application(name).aidBytes()));
    }

    /** @throws CodedException CARD_REFUSED with the command and its status word, CARD_BLOCKED */
    private byte[] ask(CardCommand command, CommandApdu apdu) {
        ResponseApdu answer = card.transmit(apdu);
        requireOk(command, answer.status());
        return answer.data();
    }

    private static void requireOurs(StatusWord status) {
        if (!status.isOk()) {
            throw new CodedException(isBlocked(status) ? ErrorCode.CARD_BLOCKED : ErrorCode.CARD_NOT_SOCIAL_SECURITY);
        }
    }

    static void requireOk(CardCommand command, StatusWord status) {
        if (status.isOk()) {
            return;
        }
        if (isBlocked(status)) {
            throw new CodedException(ErrorCode.CARD_BLOCKED);
        }
        throw new CodedException(ErrorCode.CARD_REFUSED, command.title(), status.toString());
    }

    /** A blocked card answers 6A81 to everything, a blocked application 9303 (§6). */
    private static boolean isBlocked(StatusWord status) {
        return status.value() == CARD_BLOCKED || status.value() == APPLICATION_BLOCKED;
    }

    private static CodedException invalid(ElementRef element) {
        return new CodedException(ErrorCode.CARD_DATA_INVALID, element.toString());
    }
}
