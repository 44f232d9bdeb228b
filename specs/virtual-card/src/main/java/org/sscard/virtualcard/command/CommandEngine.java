package org.sscard.virtualcard.command;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.noData;

import java.util.Arrays;
import org.sscard.virtualcard.crypto.ByteArrays;

/**
 * Takes a command through its checks and hands the answer over as the mode demands (§1, §6): 61xx and GET RESPONSE in
 * {@code T0}, data at once in {@code T1}, 6Cxx for a wrong Le in both.
 */
public final class CommandEngine {

    private static final int GET_RESPONSE = 0xC0;
    private static final int MAX_ANSWER = 256;

    /** What may refuse a command before it is looked at: a blocked card or application. */
    @FunctionalInterface
    public interface Gate {
        /** @throws Refusal when the command is not admitted */
        void admit(byte[] command);
    }

    private final TransmissionMode mode;
    private final CommandTable table;
    private final Gate gate;
    private byte[] pending = new byte[0];

    public CommandEngine(TransmissionMode mode, CommandTable table, Gate gate) {
        this.mode = mode;
        this.gate = gate;
        this.table = table.onEveryClass(GET_RESPONSE, exactly(0, 0), noData(), apdu -> getResponse());
    }

    /** The data that waited for GET RESPONSE is lost. */
    public void reset() {
        pending = new byte[0];
    }

    public byte[] transmit(byte[] command) {
        if (command.length < 2 || (command[1] & 0xFF) != GET_RESPONSE) {
            pending = new byte[0];
        }
        try {
            gate.admit(command);
            Apdu apdu = Apdu.parse(command);
            Answer answer = table.dispatch(apdu);
            return apdu.ins() == GET_RESPONSE ? handOverPart(apdu) : handOver(apdu, answer);
        } catch (Refusal refusal) {
            return withStatus(new byte[0], refusal.status());
        }
    }

    private byte[] handOver(Apdu apdu, Answer answer) {
        if (answer.length() == 0) {
            answer.perform();
            return withStatus(new byte[0], Sw.OK);
        }
        if (mode == TransmissionMode.T0 && apdu.dataLength() > 0) {
            pending = answer.perform();
            return withStatus(new byte[0], Sw.MORE_DATA | (answer.length() & 0xFF));
        }
        checkLe(apdu, answer.length());
        return withStatus(answer.perform(), Sw.OK);
    }

    /** Le last, never cut data: anything but the real length is 6Cxx; T1 also takes an open Le. */
    private void checkLe(Apdu apdu, int length) {
        boolean fits =
                apdu.leavesLengthOpen() ? mode == TransmissionMode.T1 || length == MAX_ANSWER : apdu.le() == length;
        if (!fits) {
            throw new Refusal(Sw.WRONG_LE | (length & 0xFF));
        }
    }

    private Answer getResponse() {
        if (pending.length == 0) {
            throw new Refusal(Sw.NO_DATA);
        }
        return Answer.ok();
    }

    /** A smaller Le takes that part and announces the rest, a larger one or 00 is 6Cxx (§6). */
    private byte[] handOverPart(Apdu apdu) {
        int wanted = apdu.leavesLengthOpen() ? MAX_ANSWER : apdu.le();
        if (wanted > pending.length) {
            throw new Refusal(Sw.WRONG_LE | (pending.length & 0xFF));
        }
        byte[] part = Arrays.copyOf(pending, wanted);
        pending = ByteArrays.tail(pending, pending.length - wanted);
        return withStatus(part, pending.length == 0 ? Sw.OK : Sw.MORE_DATA | (pending.length & 0xFF));
    }

    private static byte[] withStatus(byte[] data, int status) {
        return ByteArrays.concat(data, ByteArrays.number(status, 2));
    }
}
