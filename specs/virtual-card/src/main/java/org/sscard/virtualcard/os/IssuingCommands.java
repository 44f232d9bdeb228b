package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;
import static org.sscard.virtualcard.command.CommandTable.noData;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.layout.KeyType;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.CardMemory;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.LifeCycle;

/** The project's issuing commands (§7.1, convention); CREATE FILE has its own class. */
final class IssuingCommands {

    private static final int UPDATE = 0x01;

    private final CardContext context;

    IssuingCommands(CardContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0xD4, Set.of(0x84), (p1, p2) -> p1 <= UPDATE && p2 == 0, length(12, 255), this::loadKey);
        table.on(
                0x5C,
                Set.of(0x80),
                exactly(0, 0),
                length(CardMemory.HISTORICAL_LENGTH, CardMemory.HISTORICAL_LENGTH),
                this::setHistoricalBytes);
        table.on(0xF0, Set.of(0x80), exactly(0, 0), noData(), this::endPersonalisation);
        table.on(0xCA, Set.of(0x80), exactly(0x00, 0x9F), noData(), this::getLifeCycle);
    }

    /**
     * Enc(LD ‖ type ‖ id ‖ version ‖ algorithm ‖ retry ‖ key) ‖ MAC, both under a session of the master key that rules
     * in the current directory. The first master key of a directory comes under its parent's, that of the MF under the
     * transport key.
     */
    private Answer loadKey(Apdu apdu) {
        Directory directory = context.requireDirectory();
        if (directory.isPersonalised()) {
            throw new Refusal(Sw.CONDITIONS);
        }
        @Nullable Directory holder = directory.masterKeyHolder().orElse(null);
        CardKey master = AuthenticationCommands.masterKey(context, holder);
        SecureChannel channel = SecureChannel.open(context, master, apdu);
        channel.checkMac();
        KeyLoad load = KeyLoad.parse(channel.decrypt());
        if (apdu.p1() == UPDATE && !load.replacesIn(directory)) {
            throw new Refusal(Sw.REFERENCE_NOT_FOUND);
        }
        load.storeIn(directory);
        if (load.type() == KeyType.MK) {
            context.security().masterReplaced(directory);
        }
        return Answer.ok();
    }

    /** Only before the MF exists; the next answer to reset shows them. */
    private Answer setHistoricalBytes(Apdu apdu) {
        if (context.memory().lifeCycle() != LifeCycle.BLANK) {
            throw new Refusal(Sw.CONDITIONS);
        }
        if (!context.security().hasTransportPower()) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
        context.memory().setHistoricalBytes(apdu.data());
        return Answer.ok();
    }

    /** Closes the current directory and everything below it; with the MF the card is ACTIVE. */
    private Answer endPersonalisation(Apdu apdu) {
        Directory directory = context.requireDirectory();
        if (directory.isPersonalised()) {
            throw new Refusal(Sw.CONDITIONS);
        }
        if (!context.security().hasMasterPower(directory)) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
        directory.endPersonalisation();
        return Answer.ok();
    }

    private Answer getLifeCycle(Apdu apdu) {
        return Answer.of(new byte[] {(byte) context.memory().lifeCycle().code()});
    }
}
