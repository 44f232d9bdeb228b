package org.sscard.spec.command;

import java.util.Locale;
import org.sscard.spec.apdu.CommandApdu;

/**
 * A command under secure messaging that still lacks its MAC (§5.3). Whoever holds the session key computes the MAC
 * over {@link #macInput()} — CLA INS P1 P2 Lc ‖ data, with the MAC's 4 bytes counted in Lc — and pads it himself.
 */
public final class SecuredCommand {

    public static final int MAC_LENGTH = 4;

    private final int cla;
    private final int ins;
    private final int p1;
    private final int p2;
    private final byte[] data;

    SecuredCommand(int cla, int ins, int p1, int p2, byte[] data) {
        this.cla = cla;
        this.ins = ins;
        this.p1 = p1;
        this.p2 = p2;
        this.data = Parameter.between("data before its MAC", data, 0, 0xFF - MAC_LENGTH)
                .clone();
    }

    /** The five header bytes, Lc with the MAC counted. */
    public byte[] header() {
        return new byte[] {(byte) cla, (byte) ins, (byte) p1, (byte) p2, (byte) (data.length + MAC_LENGTH)};
    }

    public byte[] macInput() {
        return Parameter.concat(header(), data);
    }

    /** @param mac 4 bytes */
    public CommandApdu withMac(byte[] mac) {
        return CommandApdu.of(cla, ins, p1, p2, Parameter.concat(data, Parameter.exactly("MAC", mac, MAC_LENGTH)));
    }

    /** Header and length only. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%02X%02X%02X%02X, %d bytes before the MAC", cla, ins, p1, p2, data.length);
    }
}
