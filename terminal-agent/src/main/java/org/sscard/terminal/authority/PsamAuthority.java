package org.sscard.terminal.authority;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.PsamCommands;
import org.sscard.spec.command.PsamCommands.CipherMode;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.PsamKey;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.GetResponseTransport;
import org.sscard.terminal.pin.Pin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A PSAM in a reader. It may store its keys as the ministry's, the province's or the city's; the reader tries three, two
 * and one factor (card specification §4) and stays with what the PSAM accepted.
 */
public final class PsamAuthority implements PurchaseAuthority {

    private static final int LEVELS = 3;
    private static final int CRYPTOGRAM_LENGTH = 8;
    private static final int MAC_LENGTH = 4;
    private static final int MASTER_FILE = 0x3F00;
    private static final int APPLICATION = 0xDF01;
    /** Ids below are keys of the DDF, the others the application's (§6, PSAM files). */
    private static final int FIRST_APPLICATION_KEY = 0x20;

    private static final int TERMINAL_NUMBER_SFI = 0x16;
    private static final int TERMINAL_NUMBER_LENGTH = 6;
    private static final int NATION_INFORMATION_SFI = 0x1A;
    private static final int MAX_KEY_INDEX = 3;

    private static final int WRONG_LEVEL = 0x6A80;
    private static final int KEY_UNKNOWN = 0x6A88;

    private final CardTransport psam;
    private final String terminal;
    private int acceptedLevels = LEVELS;
    private int currentDirectory;
    private @Nullable Integer environment;

    /** @throws CodedException PSAM_REFUSED when the card is no PSAM */
    public PsamAuthority(CardTransport psam) {
        this.psam = new GetResponseTransport(psam);
        select(MASTER_FILE);
        byte[] number =
                ask(CardCommand.READ_BINARY, PsamCommands.readBinary(TERMINAL_NUMBER_SFI, TERMINAL_NUMBER_LENGTH));
        this.terminal = terminalOf(number);
    }

    /** cn digits (card specification §8.1); what a PSAM says beyond them reaches no card, bill or answer. */
    private static String terminalOf(byte[] number) {
        requireLength(CardCommand.READ_BINARY, number, TERMINAL_NUMBER_LENGTH);
        String digits = HexFormat.of().formatHex(number);
        if (!digits.chars().allMatch(Character::isDigit)) {
            throw new CodedException(ErrorCode.PSAM_REFUSED, CardCommand.READ_BINARY.title(), "no terminal number");
        }
        return digits;
    }

    @Override
    public String terminal() {
        return terminal;
    }

    @Override
    public byte[] cryptogram(KeyDefinition key, CardIdentity card, byte[] random, byte[] data) {
        enter(card);
        int block = card.algorithm().blockBytes();
        deliverSessionKey(key, card, Arrays.copyOf(random, block));
        byte[] encrypted = ask(
                CardCommand.PSAM_CIPHER_DATA, PsamCommands.cipherData(CipherMode.ENCRYPT, Arrays.copyOf(data, block)));
        requireLength(CardCommand.PSAM_CIPHER_DATA, encrypted, block);
        return folded(encrypted);
    }

    /** A 16-byte block is folded to 8 by XOR of its halves (§5.2). */
    private static byte[] folded(byte[] encrypted) {
        byte[] cryptogram = Arrays.copyOf(encrypted, CRYPTOGRAM_LENGTH);
        for (int at = CRYPTOGRAM_LENGTH; at < encrypted.length; at++) {
            cryptogram[at - CRYPTOGRAM_LENGTH] ^= encrypted[at];
        }
        return cryptogram;
    }

    private void deliverSessionKey(KeyDefinition key, CardIdentity card, byte[] random) {
        PsamKey place = key.psam().orElseThrow(() -> new CodedException(ErrorCode.PSAM_KEY_ABSENT, key.name()));
        int id = place.id(1);
        select(id < FIRST_APPLICATION_KEY ? MASTER_FILE : APPLICATION);
        withLevels(
                CardCommand.PSAM_DELIVERY_SESSION_KEY,
                key.name(),
                levels ->
                        PsamCommands.deliverySessionKey(place.useWithLevels(levels), id, card.factors(levels), random));
    }

    @Override
    public byte[] commandMac(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header) {
        int block = startSecureMessaging(key, card, challenge);
        return mac(SecureMessagingPadding.toMac(header, new byte[0], MAC_LENGTH, block));
    }

    @Override
    public byte[] pinReload(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header, Pin pin) {
        int block = startSecureMessaging(key, card, challenge);
        byte[] encrypted = pin.encoded(plain -> encrypted(plain, block));
        byte[] mac = mac(SecureMessagingPadding.toMac(header, encrypted, MAC_LENGTH, block));
        byte[] field = Arrays.copyOf(encrypted, encrypted.length + MAC_LENGTH);
        System.arraycopy(mac, 0, field, encrypted.length, MAC_LENGTH);
        return field;
    }

    /** @return the block length */
    private int startSecureMessaging(KeyDefinition key, CardIdentity card, byte[] challenge) {
        enter(card);
        int block = card.algorithm().blockBytes();
        deliverSessionKey(key, card, Arrays.copyOf(challenge, block));
        return block;
    }

    /** The padded block and the command that takes it to the PSAM carry the PIN in clear: both are wiped. */
    private byte[] encrypted(byte[] plain, int block) {
        byte[] padded = SecureMessagingPadding.toEncrypt(plain, block);
        CommandApdu command = PsamCommands.cipherData(CipherMode.ENCRYPT, padded);
        try {
            byte[] encrypted = ask(CardCommand.PSAM_CIPHER_DATA, command);
            requireLength(CardCommand.PSAM_CIPHER_DATA, encrypted, padded.length);
            return encrypted;
        } finally {
            Arrays.fill(padded, (byte) 0);
            command.erase();
        }
    }

    private byte[] mac(byte[] input) {
        byte[] mac = ask(CardCommand.PSAM_CIPHER_DATA, PsamCommands.cipherData(CipherMode.MAC_SINGLE, input));
        requireLength(CardCommand.PSAM_CIPHER_DATA, mac, MAC_LENGTH);
        return mac;
    }

    /** The first number of factors that the PSAM takes: a wrong one is 6A80, an unknown key 6A88 (§6). */
    private byte[] withLevels(CardCommand command, String key, IntFunction<CommandApdu> apdu) {
        StatusWord last = StatusWord.OK;
        for (int levels : levelsToTry()) {
            ResponseApdu answer = transmit(apdu.apply(levels));
            last = answer.status();
            if (last.isOk()) {
                acceptedLevels = levels;
                return answer.data();
            }
            if (last.value() != WRONG_LEVEL && last.value() != KEY_UNKNOWN) {
                throw refused(command, last);
            }
        }
        throw new CodedException(
                last.value() == KEY_UNKNOWN ? ErrorCode.PSAM_KEY_ABSENT : ErrorCode.PSAM_KEY_LEVEL, key);
    }

    private int[] levelsToTry() {
        return IntStream.concat(IntStream.of(acceptedLevels), IntStream.of(3, 2, 1))
                .distinct()
                .toArray();
    }

    /** In the first byte of file 001A, the nation's; a PSAM without it works with index 1. */
    @Override
    public int purchaseKeyIndex() {
        select(APPLICATION);
        ResponseApdu answer = transmit(PsamCommands.readBinary(NATION_INFORMATION_SFI, 1));
        if (!answer.status().isOk() || answer.dataLength() != 1) {
            return 1;
        }
        int index = answer.data()[0];
        return index >= 1 && index <= MAX_KEY_INDEX ? index : 1;
    }

    @Override
    public PurchaseMac authorise(CardIdentity card, Purchase purchase, PurchaseInitialisation initialisation) {
        enter(card);
        select(APPLICATION);
        byte[] answer = withLevels(
                CardCommand.PSAM_INIT_SAM_FOR_PURCHASE,
                "DPK",
                levels -> PsamCommands.initSamForPurchase(
                        initialisation,
                        purchase.accountFen(),
                        purchase.selfPayFen(),
                        purchase.pooledFen(),
                        purchase.time(),
                        card.factors(levels)));
        requireLength(CardCommand.PSAM_INIT_SAM_FOR_PURCHASE, answer, PurchaseMac.LENGTH);
        return PurchaseMac.parse(answer);
    }

    @Override
    public boolean confirm(byte[] mac2) {
        StatusWord status = transmit(PsamCommands.creditSamForPurchase(mac2)).status();
        if (!status.isOk() && !status.isTriesLeft()) {
            throw refused(CardCommand.PSAM_CREDIT_SAM_FOR_PURCHASE, status);
        }
        return status.isOk();
    }

    /** INITIALIZE ENVIRONMENT names the card's province; once for cards of one province. */
    private void enter(CardIdentity card) {
        if (!card.algorithm().isSupported()) {
            throw new CodedException(ErrorCode.CARD_ALGORITHM_UNSUPPORTED);
        }
        int province = card.identificationCode().bytes()[0] & 0xFF;
        if (environment != null && environment == province) {
            return;
        }
        if (!transmit(PsamCommands.initializeEnvironment(province)).status().isOk()) {
            throw new CodedException(ErrorCode.PSAM_ALGORITHM_ABSENT);
        }
        environment = province;
    }

    private void select(int directory) {
        if (directory != currentDirectory) {
            ask(CardCommand.PSAM_SELECT, PsamCommands.selectDirectory(directory));
            currentDirectory = directory;
        }
    }

    private byte[] ask(CardCommand command, CommandApdu apdu) {
        ResponseApdu answer = transmit(apdu);
        if (!answer.status().isOk()) {
            throw refused(command, answer.status());
        }
        return answer.data();
    }

    /** A PSAM that gives no answer is as good as absent; the holder's card is not to blame. */
    private ResponseApdu transmit(CommandApdu command) {
        try {
            return psam.transmit(command);
        } catch (CardTransportException e) {
            throw new CodedException(e, ErrorCode.PSAM_ABSENT);
        }
    }

    private static void requireLength(CardCommand command, byte[] answer, int length) {
        if (answer.length != length) {
            throw new CodedException(ErrorCode.PSAM_REFUSED, command.title(), answer.length + " bytes");
        }
    }

    private static CodedException refused(CardCommand command, StatusWord status) {
        return new CodedException(ErrorCode.PSAM_REFUSED, command.title(), status.toString());
    }
}
