package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.Pin;

/** VERIFY, CHANGE PIN, PIN CHANGE/UNBLOCK (§4, §5.3, §6). */
final class PinCommands {

    private static final int RELOAD = 0x01;
    private static final byte SEPARATOR = (byte) 0xFF;
    private static final int MIN_PIN_BYTES = 2;

    private final CardContext context;

    PinCommands(CardContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0x20, Set.of(0x00), exactly(0, 0), (p1, lc) -> lc == 0 || (lc >= 2 && lc <= 8), this::verify);
        table.on(0x5E, Set.of(0x80), exactly(1, 0), length(5, 17), this::change);
        table.on(
                0x24,
                Set.of(0x84),
                (p1, p2) -> p1 == 0 && p2 <= RELOAD,
                (p1, lc) -> lc == 4 || lc == 12 || lc == 20,
                this::reloadOrUnblock);
    }

    private Answer verify(Apdu apdu) {
        if (apdu.asksForLengthOnly()) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        Optional<Directory> holder = holder();
        if (apdu.dataLength() == 0) {
            return query(holder);
        }
        compare(requirePin(holder), apdu.data());
        context.security().setPinVerified(true);
        return Answer.ok();
    }

    /** Lc = 00: 9000 when there is no PIN, else the tries left, which stay as they are. */
    private static Answer query(Optional<Directory> holder) {
        Optional<Pin> pin = holder.flatMap(Directory::pin);
        if (pin.isEmpty()) {
            return Answer.ok();
        }
        throw Refusal.triesLeft(pin.get().counter().left());
    }

    /** currentPIN ‖ FF ‖ newPIN, both perhaps filled with FF themselves. */
    private Answer change(Apdu apdu) {
        Optional<Directory> holder = holder();
        Pin pin = requirePin(holder);
        byte[] data = apdu.data();
        int separator = indexOf(data, SEPARATOR, 0);
        int next = separator;
        while (next < data.length && data[next] == SEPARATOR) {
            next++;
        }
        if (separator < MIN_PIN_BYTES || next == data.length) {
            throw new Refusal(Sw.BAD_DATA);
        }
        byte[] replacement =
                Pin.normalised(Arrays.copyOfRange(data, next, data.length)).orElseThrow(() -> new Refusal(Sw.BAD_DATA));
        compare(pin, Arrays.copyOf(data, separator));
        holder.orElseThrow().put(pin.replacedBy(replacement));
        return Answer.ok();
    }

    /** A wrong PIN costs a try and clears the verified state (§4, convention). */
    private void compare(Pin pin, byte[] entered) {
        byte[] candidate = Pin.normalised(entered).orElseThrow(() -> new Refusal(Sw.BAD_DATA));
        if (!pin.matches(candidate)) {
            pin.counter().fail();
            context.security().setPinVerified(false);
            throw Refusal.triesLeft(pin.counter().left());
        }
        pin.counter().restore();
    }

    /** After PUK, under the STK of the SSSE: 00 gives all tries back, 01 also sets another PIN (§5.3). */
    private Answer reloadOrUnblock(Apdu apdu) {
        boolean reload = apdu.p2() == RELOAD;
        if (reload == (apdu.dataLength() == 4)) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        Directory environment = context.requireDirectory().environment();
        CardKey key = SecureChannel.keyOf(environment);
        Directory holder = holder().orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        Pin pin = holder.pin().orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        if (!context.security().isAuthenticated(environment, SecurityState.UNBLOCK_KEY)) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
        SecureChannel channel = SecureChannel.open(context, key, apdu);
        channel.checkMac();
        if (!reload) {
            pin.counter().restore();
            return Answer.ok();
        }
        byte[] replacement = Pin.normalised(channel.decrypt()).orElseThrow(() -> new Refusal(Sw.BAD_DATA));
        holder.put(pin.replacedBy(replacement));
        context.security().setPinVerified(false);
        return Answer.ok();
    }

    /** The directory with the PIN: the current one or the nearest above it. */
    private Optional<Directory> holder() {
        Optional<Directory> candidate = context.directory();
        while (candidate.isPresent() && candidate.get().pin().isEmpty()) {
            candidate = candidate.get().parent();
        }
        return candidate;
    }

    private static Pin requirePin(Optional<Directory> holder) {
        Pin pin = holder.flatMap(Directory::pin).orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        if (pin.counter().isExhausted()) {
            throw new Refusal(Sw.BLOCKED);
        }
        return pin;
    }

    private static int indexOf(byte[] data, byte wanted, int from) {
        int at = from;
        while (at < data.length && data[at] != wanted) {
            at++;
        }
        return at;
    }
}
