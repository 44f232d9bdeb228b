package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;

import java.util.Set;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.Directory;

/** APPLICATION BLOCK and CARD BLOCK: both are for ever (§6). */
final class BlockCommands {

    private final CardContext context;

    BlockCommands(CardContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0x1E, Set.of(0x84), exactly(0, 1), length(4, 4), this::blockApplication);
        table.on(0x16, Set.of(0x84), exactly(0, 0), length(4, 4), this::blockCard);
    }

    /** After the application's lock key, under its STK; without a lock key it cannot be blocked (§7.1). */
    private Answer blockApplication(Apdu apdu) {
        Directory application = context.requireDirectory();
        if (application.lockKeyId() == Directory.NO_LOCK_KEY) {
            throw new Refusal(Sw.CONDITIONS);
        }
        CardKey key = SecureChannel.keyOf(application);
        requireKey(application, application.lockKeyId());
        SecureChannel.open(context, key, apdu).checkMac();
        application.block();
        return Answer.ok();
    }

    /** After BK, under the STK of the SSSE. */
    private Answer blockCard(Apdu apdu) {
        Directory environment = context.requireDirectory().environment();
        CardKey key = SecureChannel.keyOf(environment);
        requireKey(environment, SecurityState.BLOCK_KEY);
        SecureChannel.open(context, key, apdu).checkMac();
        context.memory().block();
        return Answer.ok();
    }

    private void requireKey(Directory holder, int keyId) {
        if (!context.security().isAuthenticated(holder, keyId)) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
    }
}
