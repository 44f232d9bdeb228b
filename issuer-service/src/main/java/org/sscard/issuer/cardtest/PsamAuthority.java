package org.sscard.issuer.cardtest;

import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.PsamCommands;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.GetResponseTransport;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A PSAM in a second reader: it computes for version 1 of the keys that it holds, and never tells a TAC. */
public final class PsamAuthority implements TestAuthority {

    private static final int MASTER_FILE = 0x3F00;
    private static final int TERMINAL_NUMBER_SFI = 0x16;
    private static final int TERMINAL_NUMBER_LENGTH = 6;

    private final CardTransport psam;
    private final byte[] terminal;

    /**
     * @param psam closed with this authority
     * @throws CodedException PSAM_REFUSED when the card is no PSAM
     */
    public PsamAuthority(CardTransport psam) {
        this.psam = new GetResponseTransport(psam);
        this.psam.transmit(PsamCommands.selectDirectory(MASTER_FILE));
        ResponseApdu number = this.psam.transmit(PsamCommands.readBinary(TERMINAL_NUMBER_SFI, TERMINAL_NUMBER_LENGTH));
        if (!number.status().isOk() || number.dataLength() != TERMINAL_NUMBER_LENGTH) {
            throw new CodedException(ErrorCode.PSAM_REFUSED, "READ BINARY", number.status());
        }
        this.terminal = number.data();
    }

    @Override
    public String description() {
        return "PSAM";
    }

    @Override
    public CardCryptograms of(String region, byte[] historicalBytes, CardAlgorithm algorithm) {
        return new PsamCryptograms(psam, terminal, region, historicalBytes, algorithm);
    }

    @Override
    public void close() {
        psam.close();
    }
}
