package org.sscard.terminal.classic;

import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Every function as a string in and a string out, over the typed operations of the window. */
public final class ClassicCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClassicCalls.class);
    private final WindowOperations window;
    private final KeyAddresses keyAddresses;
    private final PendingSteps pending;
    private final KeyServiceExchange exchange;

    /**
     * @param keyAddresses the key address of each key name, where the region differs from the profile (§4)
     * @param stepLimit how long a step of the key-service exchange waits for the next one
     * @param pinInClear whether step 2 of iReloadPIN may hand out the new PIN
     */
    public ClassicCalls(
            WindowOperations window, Map<String, String> keyAddresses, Duration stepLimit, boolean pinInClear) {
        this.window = window;
        this.keyAddresses = KeyAddresses.of(keyAddresses);
        this.pending = new PendingSteps(stepLimit);
        this.exchange = new KeyServiceExchange(window, this.keyAddresses, pending, pinInClear);
    }

    /** A connection that is gone takes what was begun on it along. */
    public void forget(Object connection) {
        pending.forget(connection);
    }

    @Override
    public void close() {
        pending.close();
    }

    /** @param parameters by their names of §1 */
    public ClassicAnswer call(ClassicCaller caller, ClassicFunction function, Map<String, String> parameters) {
        Principal principal = caller.principal();
        try {
            if (!principal.has(Role.WINDOW) && !principal.has(function.pageRole())) {
                throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, function.title());
            }
            return ClassicAnswer.success(
                    principal.calling(() -> answered(caller, function, new Parameters(parameters))));
        } catch (CodedException e) {
            return ClassicAnswer.failure(e);
        } catch (RuntimeException e) {
            LOG.error("{} failed", function.title(), e);
            return ClassicAnswer.failure(new CodedException(e, ErrorCode.SERVER_INTERNAL));
        }
    }

    private String answered(ClassicCaller caller, ClassicFunction function, Parameters in) {
        if (function.step() > 1) {
            return exchange.answered(caller, function, in);
        }
        pending.drop(caller);
        return function.step() == 1 ? exchange.answered(caller, function, in) : answered(function, in);
    }

    private String answered(ClassicFunction function, Parameters in) {
        return switch (function) {
            case READ_CARD_BAS -> ClassicText.basicData(window.readBasic(in.place()));
            case READ_CARD -> {
                FileAddress address = FileAddress.parse(in.text("pFileAddr"));
                yield address.withValues(window.readFiles(in.place(), in.card(), address.selections(), in.right()));
            }
            case WRITE_CARD -> {
                FileAddress address = FileAddress.parse(in.text("pFileAddr"));
                window.writeFiles(in.place(), in.card(), address.contents(in.text("pWriteData")));
                yield "";
            }
            case VERIFY_PIN -> done(() -> window.verifyPin(in.place()));
            case CHANGE_PIN -> done(() -> window.changePin(in.place()));
            case RELOAD_PIN -> done(() -> window.reloadPin(in.place(), in.card()));
            case UNBLOCK_PIN -> done(() -> window.unblockPin(in.place(), in.card()));
            case DO_DEBIT -> ClassicText.debit(window.debit(in.place(), in.card(), in.purchase()), keyAddresses);
            case READ_DEBIT_RECORD -> ClassicText.records(window.debitRecords(in.place()));
            default -> throw new CodedException(ErrorCode.CLASSIC_NOT_SUPPORTED, function.title());
        };
    }

    private static String done(Runnable work) {
        work.run();
        return "";
    }
}
