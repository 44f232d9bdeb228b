package org.sscard.terminal.authority;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntFunction;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.PsamKey;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A PSAM in a reader. It may store its keys as the ministry's, the province's or the city's; the reader tries three, two
 * and one factor (card specification §4) and stays with what the PSAM accepted.
 */
public final class PsamAuthority implements CryptogramAuthority {

    private static final int LEVELS = 3;
    private static final int ANY_LENGTH = 256;
    private static final int BLOCK = 8;
    private static final int FIRST_APPLICATION_KEY = 0x20;
    private static final int PURCHASE_SEQUENCE_AND_MAC_LENGTH = 8;

    private final CardTransport psam;
    private final String terminal;
    private int acceptedLevels = LEVELS;
    private int environment = -1;

    /** The directory of the PSAM that is current. */
    private enum Directory {
        MASTER(0x3F00),
        APPLICATION(0xDF01);

        private final short fid;

        Directory(int fid) {
            this.fid = (short) fid;
        }
    }

    private Directory current = Directory.MASTER;

    /** @throws CodedException PSAM_REFUSED when the card is no PSAM */
    public PsamAuthority(CardTransport psam) {
        this.psam = psam;
        select(Directory.MASTER);
        this.terminal = HexFormat.of()
                .formatHex(ask("READ BINARY 0016", CommandApdu.expecting(6, 0x00, 0xB0, 0x80 | 0x16, 0x00)));
    }

    @Override
    public String terminal() {
        return terminal;
    }

    @Override
    public byte[] cryptogram(KeyDefinition key, CardIdentity card, byte[] random, byte[] data) {
        requireEnvironment(card);
        int block = card.algorithm().blockBytes();
        deliverSessionKey(key, card, Arrays.copyOf(random, block));
        byte[] encrypted = ask(
                "CIPHER DATA", CommandApdu.expecting(ANY_LENGTH, 0x80, 0xFA, 0x00, 0x00, Arrays.copyOf(data, block)));
        return folded(encrypted, block);
    }

    /** A 16-byte block is folded to 8 by XOR of its halves (§5.2). */
    private static byte[] folded(byte[] encrypted, int block) {
        if (encrypted.length != block) {
            throw new CodedException(ErrorCode.PSAM_REFUSED, "CIPHER DATA", "length " + encrypted.length);
        }
        byte[] cryptogram = Arrays.copyOf(encrypted, BLOCK);
        for (int at = BLOCK; at < encrypted.length; at++) {
            cryptogram[at - BLOCK] ^= encrypted[at];
        }
        return cryptogram;
    }

    private void deliverSessionKey(KeyDefinition key, CardIdentity card, byte[] random) {
        PsamKey place = key.psam().orElseThrow(() -> new CodedException(ErrorCode.PSAM_KEY_ABSENT, key.name()));
        int id = place.id(1);
        select(id < FIRST_APPLICATION_KEY ? Directory.MASTER : Directory.APPLICATION);
        withLevels(
                key.name(),
                "DELIVERY SESSION KEY",
                levels -> CommandApdu.of(
                        0xBF, 0xDE, place.useWithLevels(levels), id, concat(card.factors(levels), random)));
    }

    /** The first number of factors that the PSAM takes: a wrong one is 6A80, an unknown key 6A88 (§6). */
    private ResponseApdu withLevels(String key, String name, IntFunction<CommandApdu> command) {
        StatusWord last = StatusWord.OK;
        for (int levels : levelsToTry()) {
            ResponseApdu answer = transmit(command.apply(levels));
            last = answer.status();
            if (last.isOk()) {
                acceptedLevels = levels;
                return answer;
            }
            if (last.value() != 0x6A80 && last.value() != 0x6A88) {
                throw refused(name, last);
            }
        }
        throw new CodedException(last.value() == 0x6A88 ? ErrorCode.PSAM_KEY_ABSENT : ErrorCode.PSAM_KEY_LEVEL, key);
    }

    private int[] levelsToTry() {
        int[] order = new int[LEVELS];
        order[0] = acceptedLevels;
        int at = 1;
        for (int levels = LEVELS; levels >= 1; levels--) {
            if (levels != acceptedLevels) {
                order[at++] = levels;
            }
        }
        return order;
    }

    /** File 001A (nation), in the first byte the purchase key index; a PSAM without it works with index 1. */
    @Override
    public int purchaseKeyIndex() {
        select(Directory.APPLICATION);
        ResponseApdu answer = transmit(CommandApdu.expecting(1, 0x00, 0xB0, 0x80 | 0x1A, 0x00));
        boolean usable =
                answer.status().isOk() && answer.dataLength() == 1 && answer.data()[0] >= 1 && answer.data()[0] <= 3;
        return usable ? answer.data()[0] : 1;
    }

    @Override
    public PurchaseMac authorise(CardIdentity card, Purchase purchase, PurchaseInitialisation initialisation) {
        requireEnvironment(card);
        select(Directory.APPLICATION);
        byte[] head = ByteBuffer.allocate(28)
                .putInt(initialisation.random())
                .putShort((short) initialisation.sequence())
                .put(purchase.amounts())
                .put(Purchase.TYPE)
                .put(purchase.timeBytes())
                .put((byte) initialisation.keyVersion())
                .put((byte) initialisation.algorithm())
                .array();
        ResponseApdu answer = withLevels(
                "DPK",
                "INIT SAM FOR PURCHASE",
                levels -> CommandApdu.expecting(
                        PURCHASE_SEQUENCE_AND_MAC_LENGTH, 0x80, 0x70, 0x01, 0x00, concat(head, card.factors(levels))));
        if (answer.dataLength() != PURCHASE_SEQUENCE_AND_MAC_LENGTH) {
            throw new CodedException(ErrorCode.PSAM_REFUSED, "INIT SAM FOR PURCHASE", "length " + answer.dataLength());
        }
        ByteBuffer data = ByteBuffer.wrap(answer.data());
        return new PurchaseMac(data.getInt(), data.getInt());
    }

    @Override
    public boolean confirm(byte[] mac2) {
        StatusWord status =
                transmit(CommandApdu.of(0x80, 0x72, 0x00, 0x00, mac2)).status();
        if (status.isOk()) {
            return true;
        }
        if (status.isTriesLeft()) {
            return false;
        }
        throw refused("CREDIT SAM FOR PURCHASE", status);
    }

    /** INITIALIZE ENVIRONMENT names the card's province; once for cards of one province. */
    private void requireEnvironment(CardIdentity card) {
        if (card.algorithm() == CardAlgorithm.SSF33) {
            throw new CodedException(ErrorCode.CARD_ALGORITHM_UNSUPPORTED);
        }
        int province = card.identificationCode().bytes()[0] & 0xFF;
        if (environment == province) {
            return;
        }
        StatusWord status = transmit(CommandApdu.of(0xBF, 0xEC, 0x00, 0x00, (byte) province))
                .status();
        if (!status.isOk()) {
            throw new CodedException(ErrorCode.PSAM_ALGORITHM_ABSENT);
        }
        environment = province;
    }

    private void select(Directory directory) {
        if (directory == current && environment >= 0) {
            return;
        }
        byte[] fid = ByteBuffer.allocate(2).putShort(directory.fid).array();
        ask("SELECT " + directory, CommandApdu.expecting(ANY_LENGTH, 0x00, 0xA4, 0x00, 0x00, fid));
        current = directory;
    }

    private byte[] ask(String name, CommandApdu command) {
        ResponseApdu answer = transmit(command);
        if (!answer.status().isOk()) {
            throw refused(name, answer.status());
        }
        return answer.data();
    }

    /** A PSAM that gives no answer is as good as absent; the holder's card is not to blame. */
    private ResponseApdu transmit(CommandApdu command) {
        try {
            return psam.transmit(command);
        } catch (CardTransportException e) {
            throw new CodedException(ErrorCode.PSAM_ABSENT);
        }
    }

    private static CodedException refused(String command, StatusWord status) {
        return new CodedException(ErrorCode.PSAM_REFUSED, command, status.toString());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
