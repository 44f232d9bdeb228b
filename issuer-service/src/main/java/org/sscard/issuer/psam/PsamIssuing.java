package org.sscard.issuer.psam;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sscard.issuer.psam.store.PsamStore;
import org.sscard.keys.KeyException;
import org.sscard.keys.hierarchy.PsamKeys;
import org.sscard.keys.hierarchy.PsamKeys.Slot;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.vault.KeyVault;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.PsamCommands;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.GetResponseTransport;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Issues a PSAM (card-specification §4, §6): every key by CREATE KEY under the PSAM's own key, each one proved afterwards
 * by DELIVERY SESSION KEY and CIPHER DATA where the PSAM computes with it. A PSAM that holds a key already is refused
 * before anything else is written; one that is torn out in between is spoiled. One thread at a time.
 */
public final class PsamIssuing {

    private static final int MASTER_FILE = 0x3F00;
    private static final int APPLICATION = 0xDF01;
    private static final int PUBLIC_FILE = 0x15;
    private static final int PUBLIC_BYTES = 15;
    private static final int TERMINAL_FILE = 0x16;
    private static final int TERMINAL_BYTES = 6;
    private static final int FIRST_APPLICATION_KEY = 0x20;
    private static final int CHALLENGE = 4;
    private static final int AUTHENTICATED = 8;
    private static final int BLOCKED = 0x6983;
    private static final int BAD_DATA = 0x6A80;
    private static final int REFERENCE_NOT_FOUND = 0x6A88;
    private static final int FACTOR = 8;
    private static final int HISTORICAL_BYTES = 13;

    private final KeyVault vault;
    private final PsamStore store;
    private final Function<String, RegionProfile> profiles;
    private final Clock clock;
    private final SecureRandom random;

    /** @param profiles factor texts of every region */
    public PsamIssuing(
            KeyVault vault,
            PsamStore store,
            Function<String, RegionProfile> profiles,
            Clock clock,
            SecureRandom random) {
        this.vault = vault;
        this.store = store;
        this.profiles = profiles;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What must be there for an order, found before anybody approves it: the number of keys.
     *
     * @throws org.sscard.keys.KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_NOT_EXPORTABLE
     */
    public int requireKeys(PsamOrder order) {
        PsamKeys keys = keys(order);
        keys.requireAll(LocalDate.now(clock));
        return keys.slots().size();
    }

    /**
     * Looks at what lies in the reader, and writes nothing.
     *
     * @throws CodedException PSAM_DIFFERS for another than the approved one, PSAM_OWN_KEY_WRONG, PSAM_NOT_BLANK,
     *     PSAM_TORN, PSAM_COMMAND_REFUSED
     */
    public void inspect(CardTransport reader, PsamOrder order, boolean renews) {
        CardTransport psam = new GetResponseTransport(reader);
        try {
            open(psam, order);
            requireOwnKey(psam, order);
            if (!renews) {
                keys(order).slots().stream()
                        .filter(slot -> slot.isProvable() && holds(psam, slot, order))
                        .findFirst()
                        .ifPresent(slot -> {
                            throw new CodedException(ErrorCode.PSAM_NOT_BLANK, slot.key());
                        });
            }
        } catch (CardTransportException e) {
            throw new CodedException(e, ErrorCode.PSAM_TORN, order.serial());
        }
    }

    /** @throws CodedException as {@link #inspect}, PSAM_KNOWN, PSAM_KEY_CHECK_FAILED */
    public PsamRecord issue(CardTransport reader, PsamOrder order, String by) {
        CardTransport psam = new GetResponseTransport(reader);
        PsamKeys keys = keys(order);
        String terminal = opened(psam, order);
        store.begin(order, terminal, by);
        return written(order, by, "issued", () -> {
            for (Slot slot : keys.slots()) {
                create(psam, keys, slot);
            }
            prove(psam, keys, order);
            return keys.slots().size();
        });
    }

    /**
     * Puts new values in the place of a PSAM's keys by CHANGE KEY, after a key of the vault was replaced.
     *
     * @throws CodedException as {@link #issue}, PSAM_UNKNOWN for one that was not issued here
     */
    public PsamRecord renew(CardTransport reader, PsamOrder order, String by) {
        CardTransport psam = new GetResponseTransport(reader);
        PsamKeys keys = keys(order);
        opened(psam, order);
        store.require(order.serial(), PsamRecord.State.ISSUED);
        return written(order, by, "keys renewed", () -> {
            for (Slot slot : keys.slots()) {
                enter(psam, slot);
                ok(psam, keys.change(slot, challenge(psam)), "CHANGE KEY " + slot.key());
            }
            prove(psam, keys, order);
            return keys.slots().size();
        });
    }

    /** What fails in between spoils the PSAM: nobody knows which keys it holds. */
    private PsamRecord written(PsamOrder order, String by, String why, Supplier<Integer> writing) {
        try {
            return store.finish(order.serial(), PsamRecord.State.ISSUED, writing.get(), by, why);
        } catch (CardTransportException e) {
            store.finish(
                    order.serial(), PsamRecord.State.SPOILED, 0, by, e.kind().name());
            throw new CodedException(e, ErrorCode.PSAM_TORN, order.serial());
        } catch (CodedException e) {
            store.finish(
                    order.serial(), PsamRecord.State.SPOILED, 0, by, e.code().name());
            throw e;
        } catch (KeyException e) {
            store.finish(order.serial(), PsamRecord.State.SPOILED, 0, by, e.code());
            throw e;
        }
    }

    /** The number of its terminal. */
    private static String opened(CardTransport psam, PsamOrder order) {
        try {
            open(psam, order);
            return digits(ok(psam, PsamCommands.readBinary(TERMINAL_FILE, TERMINAL_BYTES), "READ BINARY 0016"));
        } catch (CardTransportException e) {
            throw new CodedException(e, ErrorCode.PSAM_TORN, order.serial());
        }
    }

    private static void open(CardTransport psam, PsamOrder order) {
        psam.reset();
        ok(psam, PsamCommands.selectDirectory(MASTER_FILE), "SELECT");
        byte[] file = ok(psam, PsamCommands.readBinary(PUBLIC_FILE, PUBLIC_BYTES), "READ BINARY 0015");
        if (!digits(Arrays.copyOfRange(file, 1, 11)).equals(order.serial())) {
            throw new CodedException(ErrorCode.PSAM_DIFFERS, order.serial());
        }
    }

    /**
     * Another vendor's key would be found at the first CREATE KEY, when the approval is used up. A PSAM that does not know
     * the command, or this key under that index, is left to that.
     */
    private void requireOwnKey(CardTransport psam, PsamOrder order) {
        byte[] data = new byte[AUTHENTICATED];
        random.nextBytes(data);
        byte[] challenge = ok(psam, PsamCommands.getChallenge(AUTHENTICATED), "GET CHALLENGE");
        StatusWord status =
                psam.transmit(keys(order).ownAuthentication(challenge, data)).status();
        if (status.isTriesLeft() || status.value() == BLOCKED) {
            int left = status.isTriesLeft() ? status.triesLeft() : 0;
            throw new CodedException(ErrorCode.PSAM_OWN_KEY_WRONG, order.own(), left);
        }
    }

    /** A key that is not there is found out first, before its level and length (card-specification §6). */
    private boolean holds(CardTransport psam, Slot slot, PsamOrder order) {
        enter(psam, slot);
        byte[] random = new byte[order.algorithm().blockBytes()];
        List<byte[]> factors = factors(new byte[HISTORICAL_BYTES], order);
        ResponseApdu answer = psam.transmit(PsamCommands.deliverySessionKey(slot.use(), slot.id(), factors, random));
        return answer.status().value() != REFERENCE_NOT_FOUND;
    }

    private void create(CardTransport psam, PsamKeys keys, Slot slot) {
        enter(psam, slot);
        CommandApdu command = keys.create(slot, challenge(psam));
        ResponseApdu answer = psam.transmit(command);
        if (answer.status().value() == BAD_DATA) {
            throw new CodedException(ErrorCode.PSAM_NOT_BLANK, slot.key());
        }
        requireOk(answer, "CREATE KEY " + slot.key());
    }

    private static void enter(CardTransport psam, Slot slot) {
        ok(psam, PsamCommands.selectDirectory(slot.id() < FIRST_APPLICATION_KEY ? MASTER_FILE : APPLICATION), "SELECT");
    }

    private static byte[] challenge(CardTransport psam) {
        return ok(psam, PsamCommands.getChallenge(CHALLENGE), "GET CHALLENGE");
    }

    /** With a made-up card's factors: what the PSAM computes must be what the vault computes. */
    private void prove(CardTransport psam, PsamKeys keys, PsamOrder order) {
        int block = order.algorithm().blockBytes();
        byte[] historical = new byte[HISTORICAL_BYTES];
        random.nextBytes(historical);
        List<byte[]> factors = factors(historical, order);
        ok(
                psam,
                PsamCommands.initializeEnvironment(
                        Integer.parseInt(order.region().substring(0, 2), 16)),
                "INITIALIZE ENVIRONMENT");
        for (Slot slot : keys.slots()) {
            if (!slot.isProvable()) {
                continue;
            }
            enter(psam, slot);
            byte[] session = new byte[block];
            byte[] data = new byte[block];
            random.nextBytes(session);
            random.nextBytes(data);
            ok(
                    psam,
                    PsamCommands.deliverySessionKey(slot.use(), slot.id(), factors, session),
                    "DELIVERY SESSION KEY " + slot.key());
            byte[] answer = ok(
                    psam, PsamCommands.cipherData(PsamCommands.CipherMode.ENCRYPT, data), "CIPHER DATA " + slot.key());
            if (!MessageDigest.isEqual(answer, keys.enciphered(slot, historical, session, data))) {
                throw new CodedException(ErrorCode.PSAM_KEY_CHECK_FAILED, slot.key());
            }
        }
    }

    /** Level 3 first; as many as the PSAM has levels left. */
    private List<byte[]> factors(byte[] historical, PsamOrder order) {
        RegionProfile profile = profiles.apply(order.region());
        List<byte[]> all = new ArrayList<>();
        all.add(Arrays.copyOfRange(historical, historical.length - FACTOR, historical.length));
        all.add(profile.cityFactor().getBytes(StandardCharsets.US_ASCII));
        all.add(profile.provinceFactor().getBytes(StandardCharsets.US_ASCII));
        return all.subList(0, 4 - order.level());
    }

    private PsamKeys keys(PsamOrder order) {
        return new PsamKeys(vault, order.algorithm(), order.level(), profiles.apply(order.region()), order.own());
    }

    private static byte[] ok(CardTransport psam, CommandApdu command, String step) {
        ResponseApdu answer = psam.transmit(command);
        requireOk(answer, step);
        return answer.data();
    }

    private static void requireOk(ResponseApdu answer, String step) {
        if (!answer.status().isOk()) {
            throw new CodedException(ErrorCode.PSAM_COMMAND_REFUSED, step, answer.status());
        }
    }

    private static String digits(byte[] bcd) {
        return HexFormat.of().formatHex(bcd);
    }
}
