package org.sscard.insurance.rpc;

import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.wire.insurance.v1.AccountServiceGrpc;
import org.sscard.wire.insurance.v1.CatalogueServiceGrpc;
import org.sscard.wire.insurance.v1.ClearingServiceGrpc;
import org.sscard.wire.insurance.v1.EncounterServiceGrpc;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.insurance.v1.ReconciliationServiceGrpc;
import org.sscard.wire.insurance.v1.ReimbursementServiceGrpc;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;

/** Who may call which method of the insurer. */
public final class InsuranceRoles {

    private InsuranceRoles() {}

    public static RoleTable table() {
        Role[] staff = {Role.OPERATOR, Role.REVIEWER, Role.AUDITOR};
        // At the kiosk a person sees what is his own, after the card's PIN.
        Role[] personal = {Role.OPERATOR, Role.REVIEWER, Role.AUDITOR, Role.KIOSK};
        return RoleTable.builder()
                .allow(SettlementServiceGrpc.getQuoteMethod(), Role.INSTITUTION)
                .allow(SettlementServiceGrpc.getSettleMethod(), Role.INSTITUTION)
                .allow(SettlementServiceGrpc.getCancelMethod(), Role.INSTITUTION)
                .allow(SettlementServiceGrpc.getReverseMethod(), Role.INSTITUTION)
                .allow(SettlementServiceGrpc.getChallengeMethod(), Role.INSTITUTION)
                .allow(SettlementServiceGrpc.getRefundMethod(), Role.INSTITUTION)
                .allow(SettlementServiceGrpc.getPresentCardMethod(), Role.INSTITUTION)
                .allow(SettlementServiceGrpc.getDailyListMethod(), Role.INSTITUTION, Role.OPERATOR, Role.AUDITOR)
                .allow(SettlementServiceGrpc.getQueryMethod(), Role.INSTITUTION, Role.OPERATOR, Role.AUDITOR)
                .allow(SettlementServiceGrpc.getDayTotalsMethod(), Role.INSTITUTION, Role.OPERATOR, Role.AUDITOR)
                .allow(EncounterServiceGrpc.getAddLinesMethod(), Role.INSTITUTION)
                .allow(ReconciliationServiceGrpc.getCompareTotalsMethod(), Role.INSTITUTION)
                .allow(ReconciliationServiceGrpc.getCompareLinesMethod(), Role.INSTITUTION)
                .allow(ReconciliationServiceGrpc.getCloseDayMethod(), Role.INSTITUTION)
                .allow(ReconciliationServiceGrpc.getGetDayMethod(), Role.INSTITUTION, Role.OPERATOR, Role.AUDITOR)
                .allow(ReconciliationServiceGrpc.getListDaysMethod(), Role.INSTITUTION, Role.OPERATOR, Role.AUDITOR)
                .allow(ReconciliationServiceGrpc.getResolveDifferenceMethod(), Role.OPERATOR)
                .allow(ReconciliationServiceGrpc.getSealDayMethod(), Role.OPERATOR)
                .allow(ClearingServiceGrpc.getBuildBatchMethod(), Role.OPERATOR)
                .allow(ClearingServiceGrpc.getMarkPaidMethod(), Role.OPERATOR, Role.REVIEWER)
                .allow(ClearingServiceGrpc.getWithdrawBatchMethod(), Role.OPERATOR, Role.REVIEWER)
                .allow(ClearingServiceGrpc.getAssessDepositMethod(), Role.OPERATOR)
                .allow(ClearingServiceGrpc.getReturnDepositMethod(), Role.OPERATOR, Role.REVIEWER)
                .allow(ClearingServiceGrpc.getListDepositReturnsMethod(), Role.OPERATOR, Role.REVIEWER, Role.AUDITOR)
                .allow(ClearingServiceGrpc.getGetBatchMethod(), Role.OPERATOR, Role.REVIEWER, Role.AUDITOR)
                .allow(ClearingServiceGrpc.getFundStatementMethod(), Role.OPERATOR, Role.REVIEWER, Role.AUDITOR)
                .allow(EnrolmentServiceGrpc.getRegisterMethod(), Role.OPERATOR, Role.ISSUER)
                .allow(EnrolmentServiceGrpc.getApplyMethod(), Role.OPERATOR)
                .allow(EnrolmentServiceGrpc.getImportApplicationsMethod(), Role.OPERATOR)
                // the flow says which of the two may do which step
                .allow(EnrolmentServiceGrpc.getMoveMethod(), Role.OPERATOR, Role.REVIEWER)
                .allow(EnrolmentServiceGrpc.getListApplicationsMethod(), staff)
                .allow(EnrolmentServiceGrpc.getGetApplicationMethod(), staff)
                .allow(EnrolmentServiceGrpc.getIssueNoticesMethod(), Role.OPERATOR)
                .allow(EnrolmentServiceGrpc.getCloseWindowMethod(), Role.OPERATOR)
                .allow(EnrolmentServiceGrpc.getRecordPaymentMethod(), Role.OPERATOR)
                .allow(EnrolmentServiceGrpc.getRecordSubsidyMethod(), Role.OPERATOR)
                .allow(EnrolmentServiceGrpc.getListSubsidiesMethod(), staff)
                .allow(EnrolmentServiceGrpc.getLeaveMethod(), Role.OPERATOR)
                .allow(EnrolmentServiceGrpc.getBanMethod(), Role.REVIEWER)
                .allow(EnrolmentServiceGrpc.getGetBenefitsMethod(), personal)
                .allow(CatalogueServiceGrpc.getImportItemsMethod(), Role.OPERATOR)
                .allow(CatalogueServiceGrpc.getListItemsMethod(), Role.INSTITUTION, Role.OPERATOR, Role.AUDITOR)
                .allow(CatalogueServiceGrpc.getMapItemMethod(), Role.INSTITUTION, Role.OPERATOR)
                .allow(ReimbursementServiceGrpc.getSubmitMethod(), Role.OPERATOR)
                .allow(ReimbursementServiceGrpc.getApproveMethod(), Role.REVIEWER)
                .allow(ReimbursementServiceGrpc.getRejectMethod(), Role.REVIEWER)
                .allow(ReimbursementServiceGrpc.getListReimbursementsMethod(), staff)
                .allow(AccountServiceGrpc.getRunCreditMethod(), Role.OPERATOR)
                .allow(AccountServiceGrpc.getSetBaseMethod(), Role.OPERATOR)
                .allow(AccountServiceGrpc.getGetAccountMethod(), personal)
                .build();
    }
}
