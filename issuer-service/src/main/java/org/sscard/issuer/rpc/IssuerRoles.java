package org.sscard.issuer.rpc;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.issuer.workflow.WorkflowTable;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.wire.issuer.v1.AuthorityServiceGrpc;
import org.sscard.wire.issuer.v1.BlacklistServiceGrpc;
import org.sscard.wire.issuer.v1.BureauServiceGrpc;
import org.sscard.wire.issuer.v1.CardFaceServiceGrpc;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.IntakeServiceGrpc;
import org.sscard.wire.issuer.v1.LifeCycleServiceGrpc;
import org.sscard.wire.issuer.v1.PhotoServiceGrpc;
import org.sscard.wire.issuer.v1.PreparationServiceGrpc;
import org.sscard.wire.issuer.v1.ProductionServiceGrpc;
import org.sscard.wire.issuer.v1.RegistryServiceGrpc;
import org.sscard.wire.issuer.v1.StationServiceGrpc;
import org.sscard.wire.issuer.v1.StockServiceGrpc;
import org.sscard.wire.issuer.v1.WorkflowServiceGrpc;
import org.sscard.wire.keys.v1.CustodyServiceGrpc;
import org.sscard.wire.keys.v1.KeyServiceGrpc;

/** Who may call what (docs/issuer.md). Stations, key service and feed have roles that only a client certificate gives. */
public final class IssuerRoles {

    private IssuerRoles() {}

    /** Whoever may look at workflows: those who take steps, and who looks after them. */
    public static Role[] readers() {
        Set<Role> readers = EnumSet.of(Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR, Role.INSPECTOR);
        readers.addAll(List.of(WorkflowTable.table().mayTakeSteps()));
        return readers.toArray(Role[]::new);
    }

    public static RoleTable table() {
        Role[] staff = {Role.OPERATOR, Role.INSPECTOR, Role.COUNTER, Role.REVIEWER, Role.AUDITOR};
        Role[] holderDesk = {
            Role.OPERATOR, Role.COUNTER, Role.INSPECTOR, Role.REVIEWER, Role.KIOSK, Role.HOTLINE, Role.PORTAL
        };
        VerbTable verbs = VerbTable.table();
        Role[] read = verbs.mayAsk(Verb.CUSTODY_READ);
        Role[] deliver = verbs.mayAsk(Verb.KEY_DELIVER);
        Role[] bringIn = verbs.mayAsk(Verb.KEY_IMPORT);
        Role[] workflowSteps = WorkflowTable.table().mayTakeSteps();
        Role[] workflowReaders = readers();
        return RoleTable.builder()
                .allow(CustodyServiceGrpc.getListKeysMethod(), read)
                .allow(CustodyServiceGrpc.getPreviewActionMethod(), read)
                .allow(CustodyServiceGrpc.getRequestActionMethod(), verbs.mayAskAnything())
                .allow(CustodyServiceGrpc.getListApprovalsMethod(), read)
                .allow(CustodyServiceGrpc.getApproveMethod(), verbs.mayDecide())
                .allow(CustodyServiceGrpc.getRejectMethod(), verbs.mayDecide())
                .allow(CustodyServiceGrpc.getPerformActionMethod(), verbs.mayAskAnything())
                .allow(CustodyServiceGrpc.getPerformAloneMethod(), verbs.mayAskAnything())
                .allow(CustodyServiceGrpc.getListDeliveriesMethod(), read)
                .allow(CustodyServiceGrpc.getGetDeliveryFileMethod(), deliver)
                .allow(CustodyServiceGrpc.getGetDeliveryMemoMethod(), read)
                .allow(CustodyServiceGrpc.getShowShareMethod(), deliver)
                .allow(CustodyServiceGrpc.getReceiveDeliveryMethod(), bringIn)
                .allow(CustodyServiceGrpc.getEnterShareMethod(), bringIn)
                .allow(CustodyServiceGrpc.getEnterComponentMethod(), verbs.mayAsk(Verb.KEY_ENTER))
                .allow(CustodyServiceGrpc.getListStaffMethod(), read)
                .allow(CustodyServiceGrpc.getListPsamsMethod(), read)
                .allow(CustodyServiceGrpc.getIssuePsamMethod(), verbs.mayAsk(Verb.PSAM_ISSUE))
                .allow(BureauServiceGrpc.getImportRosterMethod(), Role.OPERATOR)
                .allow(IntakeServiceGrpc.getServiceDescriptor(), Role.OPERATOR)
                .allow(PhotoServiceGrpc.getServiceDescriptor(), Role.OPERATOR)
                .allow(RegistryServiceGrpc.getGetPersonMethod(), staff)
                .allow(RegistryServiceGrpc.getCorrectPersonMethod(), Role.OPERATOR)
                .allow(RegistryServiceGrpc.getListPersonConflictsMethod(), staff)
                .allow(RegistryServiceGrpc.getDecideConflictMethod(), Role.OPERATOR)
                .allow(BureauServiceGrpc.getCreateBatchMethod(), Role.OPERATOR)
                .allow(BureauServiceGrpc.getPersonaliseBatchMethod(), Role.OPERATOR)
                .allow(BureauServiceGrpc.getMoveCardMethod(), Role.OPERATOR, Role.INSPECTOR, Role.COUNTER)
                .allow(BureauServiceGrpc.getGetBatchMethod(), staff)
                .allow(BureauServiceGrpc.getListCardsMethod(), staff)
                .allow(BureauServiceGrpc.getListStationsMethod(), staff)
                .allow(ProductionServiceGrpc.getListBatchesMethod(), staff)
                .allow(ProductionServiceGrpc.getGetBatchProgressMethod(), staff)
                .allow(ProductionServiceGrpc.getGetQualityRulesMethod(), staff)
                .allow(ProductionServiceGrpc.getGetSampleMethod(), staff)
                .allow(ProductionServiceGrpc.getInspectCardMethod(), Role.INSPECTOR)
                .allow(PreparationServiceGrpc.getDispatchBatchMethod(), Role.OPERATOR)
                .allow(PreparationServiceGrpc.getGetBatchFileMethod(), Role.OPERATOR)
                .allow(PreparationServiceGrpc.getReceiveReturnMethod(), Role.OPERATOR)
                .allow(PreparationServiceGrpc.getListReturnDifferencesMethod(), staff)
                .allow(PreparationServiceGrpc.getUnblockBatchMethod(), Role.REVIEWER)
                .allow(PreparationServiceGrpc.getShowTransportComponentMethod(), Role.CUSTODIAN)
                .allow(PreparationServiceGrpc.getPrintMailersMethod(), Role.CUSTODIAN)
                .allow(LifeCycleServiceGrpc.getGetLifeCycleMethod(), holderDesk)
                .allow(LifeCycleServiceGrpc.getLookUpHolderMethod(), holderDesk)
                .allow(LifeCycleServiceGrpc.getActMethod(), holderDesk)
                .allow(LifeCycleServiceGrpc.getGetTimelineMethod(), staff)
                .allow(LifeCycleServiceGrpc.getSetBankStateMethod(), Role.OPERATOR, Role.COUNTER)
                .allow(LifeCycleServiceGrpc.getRemakeCardMethod(), Role.OPERATOR)
                .allow(StockServiceGrpc.getReceiveBlanksMethod(), Role.OPERATOR)
                .allow(StockServiceGrpc.getGetStockMethod(), staff)
                .allow(StockServiceGrpc.getTakeBlankMethod(), Role.OPERATOR, Role.INSPECTOR)
                .allow(StockServiceGrpc.getCloseDayMethod(), Role.OPERATOR)
                .allow(StockServiceGrpc.getSendCardsMethod(), Role.OPERATOR)
                .allow(StockServiceGrpc.getGetHandoverMethod(), staff)
                .allow(StockServiceGrpc.getReceiveCardsMethod(), Role.OPERATOR, Role.COUNTER)
                .allow(StockServiceGrpc.getRecordDeletionMethod(), Role.OPERATOR)
                .allow(WorkflowServiceGrpc.getGetWorkflowsMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getListRecordsMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getGetRecordMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getGetPaperMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getGetFormMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getCheckIssuingMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getListCardOsMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getGetCardOsListMethod(), workflowReaders)
                .allow(WorkflowServiceGrpc.getOpenRecordMethod(), workflowSteps)
                .allow(WorkflowServiceGrpc.getChangeRecordMethod(), workflowSteps)
                .allow(WorkflowServiceGrpc.getAttachPaperMethod(), workflowSteps)
                .allow(WorkflowServiceGrpc.getTakeStepMethod(), workflowSteps)
                .allow(CardFaceServiceGrpc.getGetCardFaceMethod(), workflowReaders)
                .allow(CardFaceServiceGrpc.getDrawProofMethod(), Role.OPERATOR, Role.INSPECTOR, Role.REVIEWER)
                .allow(RegistryServiceGrpc.getSearchCardsMethod(), staff)
                .allow(RegistryServiceGrpc.getListConflictsMethod(), staff)
                .allow(RegistryServiceGrpc.getScanRegistryMethod(), Role.AUDITOR, Role.ADMINISTRATOR, Role.OPERATOR)
                .allow(RegistryServiceGrpc.getResumeNumbersMethod(), Role.ADMINISTRATOR)
                .allow(RegistryServiceGrpc.getVouchTimeMethod(), Role.ADMINISTRATOR)
                .allow(AuthorityServiceGrpc.getServiceDescriptor(), Role.ISSUER)
                .allow(BlacklistServiceGrpc.getServiceDescriptor(), Role.INSURER, Role.AGENT)
                .allow(StationServiceGrpc.getServiceDescriptor(), Role.STATION)
                .allow(KeyServiceGrpc.getVerifyTacsMethod(), Role.INSURER)
                .allow(KeyServiceGrpc.getVerifyAuthenticationMethod(), Role.INSURER)
                .allow(KeyServiceGrpc.getAuthenticateMethod(), Role.AGENT)
                .allow(KeyServiceGrpc.getCheckCardsMethod(), Role.AGENT, Role.INSURER)
                .allow(KeyServiceGrpc.getSecureCommandMethod(), Role.AGENT)
                .allow(KeyServiceGrpc.getReloadPinMethod(), Role.AGENT)
                .allow(KeyServiceGrpc.getAuthorisePurchaseMethod(), Role.AGENT)
                .allow(KeyServiceGrpc.getConfirmPurchaseMethod(), Role.AGENT)
                .allow(KeyServiceGrpc.getLoadKeyMethod(), Role.ISSUER)
                .allow(KeyServiceGrpc.getSealIdentificationCodeMethod(), Role.ISSUER)
                .allow(CardStatusFeedGrpc.getServiceDescriptor(), Role.INSURER, Role.AGENT, Role.AUTHORITY)
                .build();
    }
}
