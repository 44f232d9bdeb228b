package org.sscard.virtualcard.psam;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;
import static org.sscard.virtualcard.crypto.ByteArrays.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.CardCrypto;

/** INITIALIZE ENVIRONMENT, DELIVERY SESSION KEY, CIPHER DATA (§6, PSAM commands). */
final class PsamCipherCommands {

    private static final int FACTOR_LENGTH = 8;
    private static final int MAX_CIPHER_DATA = 0x40;
    private static final int MAC = 0x01;
    private static final int MORE = 0x02;
    private static final int WITH_IV = 0x04;
    private static final Set<Integer> CIPHER_MODES = Set.of(0x00, 0x01, 0x02, 0x03, 0x05, 0x07);

    private final PsamContext context;

    PsamCipherCommands(PsamContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0xEC, Set.of(0xBF), exactly(0, 0), length(1, 1), this::initializeEnvironment);
        table.on(0xDE, Set.of(0xBF), CommandTable.any(), length(1, 255), this::deliverSessionKey);
        table.on(
                0xFA,
                Set.of(0x80),
                (p1, p2) -> CIPHER_MODES.contains(p1) && p2 == 0,
                length(FACTOR_LENGTH, MAX_CIPHER_DATA),
                this::cipherData);
    }

    /** There is one algorithm environment in this PSAM, whatever the first byte of the card's code says. */
    private Answer initializeEnvironment(Apdu apdu) {
        return Answer.ok();
    }

    /**
     * factor3[‖factor2[‖factor1]] ‖ random. An unknown id or type is 6A88 first, then a wrong level or length 6A80: a
     * reader tries the next level.
     */
    private Answer deliverSessionKey(Apdu apdu) {
        int use = apdu.p1();
        PsamKeyEntry entry = context.memory()
                .find(apdu.p2(), PsamKeyEntry.typeOf(use))
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        CardCrypto crypto = entry.key().crypto();
        byte[] data = apdu.data();
        int factorBytes = FACTOR_LENGTH * entry.levels();
        if (use != entry.use() || data.length != factorBytes + crypto.blockLength()) {
            throw new Refusal(Sw.BAD_DATA);
        }
        byte[] cardKey = entry.cardKey(factors(data, entry.levels()));
        byte[] random = tail(data, crypto.blockLength());
        context.open(new PsamSession(crypto, crypto.sessionKey(cardKey, random)));
        return Answer.ok();
    }

    static List<byte[]> factors(byte[] data, int count) {
        List<byte[]> factors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            factors.add(slice(data, FACTOR_LENGTH * i, FACTOR_LENGTH));
        }
        return factors;
    }

    /** The caller pads. 00 and 02 encipher; 05 and 07 begin a MAC with their first block as IV, 03 and 01 go on. */
    private Answer cipherData(Apdu apdu) {
        PsamSession session = context.session().orElseThrow(() -> new Refusal(Sw.CONDITIONS));
        byte[] data = apdu.data();
        if (data.length % session.blockLength() != 0) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        if ((apdu.p1() & MAC) == 0) {
            return Answer.of(session.encrypt(data));
        }
        byte[] chaining = chain(session, apdu.p1(), data);
        if ((apdu.p1() & MORE) != 0) {
            session.goOnFrom(chaining);
            return Answer.ok();
        }
        return Answer.of(CardCrypto.MAC_LENGTH, () -> {
            session.endMac();
            return session.mac(chaining);
        });
    }

    private static byte[] chain(PsamSession session, int mode, byte[] data) {
        if ((mode & WITH_IV) == 0) {
            byte[] before = session.chaining().orElseThrow(() -> new Refusal(Sw.NOT_ACCEPTED));
            return session.chain(before, data);
        }
        byte[] iv = slice(data, 0, session.blockLength());
        byte[] blocks = tail(data, data.length - session.blockLength());
        boolean nothingToMac = blocks.length == 0 && (mode & MORE) == 0;
        if (nothingToMac) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        return session.chain(iv, blocks);
    }
}
