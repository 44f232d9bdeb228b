package org.sscard.issuer.cardtest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.RegionProfile;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.PinBlock;
import org.sscard.spec.command.PsamCommands;
import org.sscard.spec.command.PsamCommands.CipherMode;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.command.SecuredCommand;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.PsamKey;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** One card's cryptograms out of a PSAM: DELIVERY SESSION KEY with the card's factors, then CIPHER DATA (§4, §6). */
final class PsamCryptograms implements CardCryptograms {

    private static final int MASTER_FILE = 0x3F00;
    private static final int APPLICATION = 0xDF01;
    private static final int FIRST_APPLICATION_KEY = 0x20;
    private static final int LEVELS = 3;
    private static final int FACTOR = 8;
    private static final int CRYPTOGRAM = 8;
    private static final int MAC = 4;
    private static final byte MARK = (byte) 0x80;

    private final CardTransport psam;
    private final String terminal;
    private final List<byte[]> factors = new ArrayList<>();
    private final int province;
    private final int block;
    private final Map<KeyRef, Integer> levels = new HashMap<>();
    private boolean entered;

    PsamCryptograms(
            CardTransport psam, byte[] terminal, String region, byte[] historicalBytes, CardAlgorithm algorithm) {
        this.psam = psam;
        this.terminal = HexFormat.of().formatHex(terminal);
        this.block = algorithm.blockBytes();
        this.province = Integer.parseInt(region.substring(0, 2), 16);
        RegionProfile profile = RegionProfile.standard(region);
        factors.add(Arrays.copyOfRange(historicalBytes, historicalBytes.length - FACTOR, historicalBytes.length));
        factors.add(profile.cityFactor().getBytes(StandardCharsets.US_ASCII));
        factors.add(profile.provinceFactor().getBytes(StandardCharsets.US_ASCII));
    }

    /** Tried with a session of nothing: 3, 2 and 1 levels, as the PSAM may store any of them (§4). */
    @Override
    public boolean holds(KeyRef key) {
        return levelsOf(key) > 0;
    }

    private int levelsOf(KeyRef key) {
        return levels.computeIfAbsent(
                key,
                unknown -> IntStream.of(LEVELS, 2, 1)
                        .filter(candidate -> deliver(unknown, candidate, new byte[FACTOR]))
                        .findFirst()
                        .orElse(0));
    }

    private boolean deliver(KeyRef key, int levelsLeft, byte[] random) {
        Optional<PsamKey> place = place(key);
        if (place.isEmpty()) {
            return false;
        }
        int id = place.get().id(key.version());
        enter(id);
        CommandApdu command = PsamCommands.deliverySessionKey(
                place.get().useWithLevels(levelsLeft),
                id,
                factors.subList(0, levelsLeft),
                Arrays.copyOf(random, block));
        return psam.transmit(command).status().isOk();
    }

    /** A PSAM has one value of a key, which is version 1, but one of each purchase key. */
    private static Optional<PsamKey> place(KeyRef key) {
        return CardLayout.of(SpecificationVersion.V2_0)
                .key(key.name())
                .psam()
                .filter(psam -> key.version() <= psam.ids().size());
    }

    private void enter(int keyId) {
        if (!entered) {
            psam.transmit(PsamCommands.initializeEnvironment(province));
            entered = true;
        }
        psam.transmit(PsamCommands.selectDirectory(keyId < FIRST_APPLICATION_KEY ? MASTER_FILE : APPLICATION));
    }

    private void open(KeyRef key, byte[] random) {
        int levelsLeft = levelsOf(key);
        if (levelsLeft == 0 || !deliver(key, levelsLeft, random)) {
            throw new CodedException(ErrorCode.PSAM_KEY_ABSENT, key.name());
        }
    }

    @Override
    public byte[] cryptogram(KeyRef key, byte[] random, byte[] data) {
        open(key, random);
        byte[] encrypted = cipher(CipherMode.ENCRYPT, Arrays.copyOf(data, block), block);
        byte[] folded = Arrays.copyOf(encrypted, CRYPTOGRAM);
        for (int at = CRYPTOGRAM; at < encrypted.length; at++) {
            folded[at - CRYPTOGRAM] ^= encrypted[at];
        }
        return folded;
    }

    @Override
    public byte[] mac(KeyRef stk, byte[] challenge, SecuredCommand command) {
        open(stk, challenge);
        return macOf(command.macInput());
    }

    /** Padded always, also data that is already aligned (§5.3). */
    private byte[] macOf(byte[] message) {
        byte[] padded = Arrays.copyOf(message, (message.length / block + 1) * block);
        padded[message.length] = MARK;
        byte[] withIv = new byte[block + padded.length];
        System.arraycopy(padded, 0, withIv, block, padded.length);
        return cipher(CipherMode.MAC_SINGLE, withIv, MAC);
    }

    @Override
    public CommandApdu reloadPin(KeyRef stk, byte[] challenge, byte[] digits) {
        open(stk, challenge);
        byte[] pin = PinBlock.encode(digits);
        byte[] plain = plainText(pin);
        try {
            byte[] cipherText = cipher(CipherMode.ENCRYPT, plain, plain.length);
            SecuredCommand command = SecurityCommands.reloadPin(cipherText);
            return command.withMac(macOf(command.macInput()));
        } finally {
            Arrays.fill(pin, (byte) 0);
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** LD ‖ PIN, padded 80 00… only where it is not aligned (§5.3). */
    private byte[] plainText(byte[] pin) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(pin.length);
        out.writeBytes(pin);
        if (out.size() % block != 0) {
            out.write(MARK);
            out.writeBytes(new byte[(block - out.size() % block) % block]);
        }
        return out.toByteArray();
    }

    private byte[] cipher(CipherMode mode, byte[] data, int length) {
        ResponseApdu answer = psam.transmit(PsamCommands.cipherData(mode, data));
        if (!answer.status().isOk() || answer.dataLength() != length) {
            throw new CodedException(ErrorCode.PSAM_REFUSED, "CIPHER DATA", answer.status());
        }
        return answer.data();
    }

    /** The PSAM gives session keys only; the code needs the IRK itself. */
    @Override
    public Optional<byte[]> authenticationCode(byte[] first12Bytes) {
        return Optional.empty();
    }

    @Override
    public String terminal() {
        return terminal;
    }

    @Override
    public TerminalMac zeroPurchase(PurchaseInitialisation card, String time) {
        enter(FIRST_APPLICATION_KEY);
        for (int levelsLeft : new int[] {LEVELS, 2, 1}) {
            ResponseApdu answer =
                    psam.transmit(PsamCommands.initSamForPurchase(card, 0, 0, 0, time, factors.subList(0, levelsLeft)));
            if (answer.status().isOk()) {
                ByteBuffer data = ByteBuffer.wrap(answer.data());
                return new TerminalMac(data.getInt(), data.getInt());
            }
        }
        throw new CodedException(ErrorCode.PSAM_KEY_ABSENT, "DPK");
    }

    @Override
    public boolean acceptsMac2(byte[] mac2) {
        return psam.transmit(PsamCommands.creditSamForPurchase(mac2)).status().isOk();
    }

    @Override
    public Optional<Boolean> tacIsRight(byte[] tac) {
        return Optional.empty();
    }

    /** The PSAM stays open: it belongs to its authority. */
    @Override
    public void close() {
        levels.clear();
    }
}
