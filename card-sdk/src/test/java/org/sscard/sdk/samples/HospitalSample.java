package org.sscard.sdk.samples;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.sscard.sdk.Bill;
import org.sscard.sdk.FeeLine;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.Quote;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.SocialSecurityCard;

/** A discharge: read the card, split the bill, let the holder enter the PIN, settle. */
public final class HospitalSample {
    public static String discharge(int agentPort, int insurerPort, Path journal) {
        try (MedicalSettlement settlement = MedicalSettlement.builder()
                .institution("H21100300012")
                .agent(ServiceTarget.loopback(agentPort))
                .insurer(ServiceTarget.loopback(insurerPort))
                .journal(journal)
                .onRecovered(result -> System.out.println("recovered: " + result))
                .open()) {
            SocialSecurityCard card = settlement.card();
            Bill bill = Bill.inpatient(
                            card.readBasic().socialSecurityNumber(),
                            "ZY-2026-000123",
                            LocalDate.of(2026, 11, 19),
                            LocalDate.of(2026, 11, 22))
                    .with(FeeLine.of("1", "XSANDBOX000000000001", "345.67", "10"));
            Quote quote = settlement.quote(bill);
            SettlementResult result = settlement.settle(quote, card);
            if (result instanceof SettlementResult.Settled settled) {
                return "统筹支付 " + settled.receipt().split().pooledFund();
            }
            return result instanceof SettlementResult.Declined declined ? declined.zh() : "结果未知，请勿重复收费";
        }
    }

    /** An emergency whose card came later (后补卡): in time it counts as shown, and its bill is quoted withCardLater. */
    public static boolean cardCameLater(MedicalSettlement settlement, String stay, LocalDateTime admitted) {
        return settlement
                .presentCard(stay, admitted, LocalDateTime.of(2026, 11, 20, 21, 5), settlement.card())
                .inTime();
    }
}
