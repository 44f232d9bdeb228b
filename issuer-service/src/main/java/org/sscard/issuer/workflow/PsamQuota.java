package org.sscard.issuer.workflow;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sscard.issuer.psam.PsamAllowance;
import org.sscard.issuer.psam.PsamOrder;
import org.sscard.issuer.workflow.store.WorkflowStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** No more PSAMs of a purpose are issued than were approved: first request, increases and replacements together. */
public final class PsamQuota implements PsamAllowance {

    private final WorkflowStore store;
    private final boolean required;
    private final Clock clock;

    /** @param required also where nothing was asked for yet; otherwise the first approved request begins the count */
    public PsamQuota(WorkflowStore store, boolean required, Clock clock) {
        this.store = store;
        this.required = required;
        this.clock = clock;
    }

    @Override
    public void require(Handle handle, PsamOrder order, int issued) {
        List<WorkflowRecord> approved = store.of(handle, WorkflowKind.PSAM_REQUEST, order.region()).stream()
                .filter(record -> record.inForce(LocalDate.now(clock))
                        && record.field("level").equals(Integer.toString(order.level())))
                .toList();
        int allowed = approved.stream()
                .mapToInt(record -> FieldRules.counts(record.field("purposes")).getOrDefault(order.purpose(), 0))
                .sum();
        if ((required || !approved.isEmpty()) && issued >= allowed) {
            throw new CodedException(ErrorCode.PSAM_NOT_APPROVED, order.purpose(), allowed, issued);
        }
    }
}
