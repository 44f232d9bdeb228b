package org.sscard.issuer.cardtest;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;

/** A card with one fault between it and the reader. What the terminal did so far is kept, for faults that need it. */
final class BrokenCard implements CardTransport {

    /** What goes wrong; {@link Session#inner} is the sound card. */
    @FunctionalInterface
    interface Fault {
        ResponseApdu transmit(Session session, CommandApdu command);
    }

    /** What was done since the last reset. */
    static final class Session {

        final CardTransport inner;
        String application = "MF";
        final Set<Integer> keys = new HashSet<>();
        /** Applications left since a key was authenticated in them. */
        final Set<String> left = new HashSet<>();

        boolean pinVerified;
        boolean lastPinWrong;
        boolean masterFileSelected;
        boolean pinVerifiedEver;
        boolean keysBeforeReset;
        boolean changed;
        boolean reloaded;
        boolean appended;
        int resets;

        @Nullable
        CommandApdu lastAuthentication;

        Session(CardTransport inner) {
            this.inner = inner;
        }

        boolean in(String name) {
            return application.equals(name);
        }

        private void reset() {
            keysBeforeReset = !keys.isEmpty();
            application = "MF";
            keys.clear();
            left.clear();
            pinVerified = false;
            pinVerifiedEver = false;
            lastPinWrong = false;
            masterFileSelected = false;
            appended = false;
            lastAuthentication = null;
            resets++;
        }

        private void observe(CommandApdu command, ResponseApdu answer) {
            boolean ok = answer.status().isOk() || answer.status().hasMoreData();
            switch (command.ins()) {
                case 0xA4 -> selected(command, ok);
                case 0x82 -> {
                    if (ok) {
                        keys.add(command.p2());
                        lastAuthentication = command;
                    }
                }
                case 0x20 -> {
                    if (command.dataLength() > 1) {
                        pinVerified = ok;
                        pinVerifiedEver |= ok;
                        lastPinWrong = !ok;
                    }
                }
                case 0x5E -> changed ^= ok;
                case 0x24 -> reloaded ^= ok && command.p2() == 1;
                case 0xDC -> appended |= ok && (command.p2() & 7) == 3;
                default -> {}
            }
        }

        private void selected(CommandApdu command, boolean ok) {
            if (!ok || command.p1() == 2) {
                return;
            }
            if (!keys.isEmpty()) {
                left.add(application);
            }
            String wanted = HEX.formatHex(command.data());
            application = Optional.ofNullable(NAMES.get(wanted)).orElse("MF");
            masterFileSelected |= application.equals("MF");
        }
    }

    static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final Map<String, String> NAMES = CardLayout.of(SpecificationVersion.V2_0).applications().stream()
            .flatMap(application -> Stream.of(
                    Map.entry(application.aid(), application.name()), Map.entry(fid(application), application.name())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private final Session session;
    private final Fault fault;
    private final UnaryOperator<byte[]> atrFault;
    private final boolean atrFaultOnEvenResetsOnly;

    private BrokenCard(CardTransport inner, Fault fault, UnaryOperator<byte[]> atrFault, boolean evenOnly) {
        this.session = new Session(inner);
        this.fault = fault;
        this.atrFault = atrFault;
        this.atrFaultOnEvenResetsOnly = evenOnly;
    }

    static CardTransport with(CardTransport inner, Fault fault) {
        return new BrokenCard(inner, fault, atr -> atr, false);
    }

    static CardTransport withAtr(CardTransport inner, UnaryOperator<byte[]> atrFault) {
        return new BrokenCard(inner, sound(), atrFault, false);
    }

    static CardTransport withUnsteadyAtr(CardTransport inner, UnaryOperator<byte[]> atrFault) {
        return new BrokenCard(inner, sound(), atrFault, true);
    }

    static Fault sound() {
        return (session, command) -> session.inner.transmit(command);
    }

    private static String fid(Application application) {
        return String.format("%04X", application.fid());
    }

    /** Another status word instead of this one; data only comes with 9000. */
    static Fault status(Predicate<CommandApdu> command, int real, int faulty) {
        return statusWhen((session, apdu) -> command.test(apdu), real, faulty);
    }

    @FunctionalInterface
    interface When {
        boolean holds(Session session, CommandApdu command);
    }

    static Fault statusWhen(When when, int real, int faulty) {
        return (session, command) -> {
            ResponseApdu answer = session.inner.transmit(command);
            if (answer.status().value() == real && when.holds(session, command)) {
                byte[] data = faulty == 0x9000 ? new byte[] {0, 0} : new byte[0];
                return ResponseApdu.of(StatusWord.of(faulty), data);
            }
            return answer;
        };
    }

    /** As {@link #statusWhen} for tries left: every 63Cx becomes another. */
    static Fault tries(When when, UnaryOperator<Integer> change) {
        return (session, command) -> {
            ResponseApdu answer = session.inner.transmit(command);
            if (answer.status().isTriesLeft() && when.holds(session, command)) {
                int faulty = change.apply(answer.status().triesLeft());
                return ResponseApdu.of(StatusWord.of(faulty > 0x0F ? faulty : 0x63C0 | faulty));
            }
            return answer;
        };
    }

    /** Other data in a good answer. */
    static Fault data(When when, UnaryOperator<byte[]> change) {
        return (session, command) -> {
            ResponseApdu answer = session.inner.transmit(command);
            return answer.status().isOk() && when.holds(session, command)
                    ? ResponseApdu.of(answer.status(), change.apply(answer.data()))
                    : answer;
        };
    }

    /** Another command reaches the card. */
    static Fault command(When when, UnaryOperator<CommandApdu> change) {
        return (session, command) ->
                session.inner.transmit(when.holds(session, command) ? change.apply(command) : command);
    }

    /** 9000, and nothing done. */
    static Fault swallowed(When when) {
        return (session, command) ->
                when.holds(session, command) ? ResponseApdu.of(StatusWord.OK) : session.inner.transmit(command);
    }

    static UnaryOperator<byte[]> flip(int index) {
        return bytes -> {
            byte[] changed = bytes.clone();
            changed[index < 0 ? changed.length + index : index] ^= 1;
            return changed;
        };
    }

    static UnaryOperator<byte[]> set(int index, int value) {
        return bytes -> {
            byte[] changed = bytes.clone();
            changed[index < 0 ? changed.length + index : index] = (byte) value;
            return changed;
        };
    }

    static UnaryOperator<byte[]> cut(int bytes) {
        return data -> Arrays.copyOf(data, Math.max(0, data.length - bytes));
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        ResponseApdu answer = fault.transmit(session, command);
        session.observe(command, answer);
        return answer;
    }

    @Override
    public byte[] atr() {
        return session.inner.atr();
    }

    @Override
    public byte[] reset() {
        byte[] atr = session.inner.reset();
        session.reset();
        return atrFaultOnEvenResetsOnly && session.resets % 2 == 1 ? atr : atrFault.apply(atr);
    }

    @Override
    public void close() {
        session.inner.close();
    }
}
