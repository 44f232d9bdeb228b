package org.sscard.issuer.rpc;

import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.wire.issuer.v1.BureauServiceGrpc;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.StationServiceGrpc;
import org.sscard.wire.keys.v1.KeyServiceGrpc;

/** Who may call what (docs/issuer.md). Stations, key service and feed have roles that only a client certificate gives. */
public final class IssuerRoles {

    private IssuerRoles() {}

    public static RoleTable table() {
        Role[] staff = {Role.OPERATOR, Role.INSPECTOR, Role.COUNTER, Role.REVIEWER, Role.AUDITOR};
        return RoleTable.builder()
                .allow(BureauServiceGrpc.getImportRosterMethod(), Role.OPERATOR)
                .allow(BureauServiceGrpc.getCreateBatchMethod(), Role.OPERATOR)
                .allow(BureauServiceGrpc.getPersonaliseBatchMethod(), Role.OPERATOR)
                .allow(BureauServiceGrpc.getMoveCardMethod(), Role.OPERATOR, Role.INSPECTOR, Role.COUNTER)
                .allow(BureauServiceGrpc.getGetBatchMethod(), staff)
                .allow(BureauServiceGrpc.getListCardsMethod(), staff)
                .allow(BureauServiceGrpc.getListStationsMethod(), staff)
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
                .allow(CardStatusFeedGrpc.getServiceDescriptor(), Role.INSURER, Role.AGENT)
                .build();
    }
}
