package org.sscard.terminal.kiosk;

import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.api.OperationLog;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.card.Blacklist;
import org.sscard.terminal.pin.OnScreenPad;

/**
 * What a visit works with.
 *
 * @param terminal number of the kiosk, in histories and on receipts
 * @param bureau absent: the kiosk has no line to one, as it was configured
 * @param reports what the bureau has to hear also when the line is down
 * @param clock in the zone of the terminal
 * @param demonstration a first run; receipts and pages say so
 */
public record KioskRoom(
        String terminal,
        WindowOperations window,
        OnScreenPad pad,
        Blacklist blacklist,
        @Nullable Bureau bureau,
        @Nullable Insurer insurer,
        Optional<IdentityProof> identity,
        ReceiptPrinter printer,
        ResetReports reports,
        OperationLog log,
        Clock clock,
        boolean demonstration) {}
