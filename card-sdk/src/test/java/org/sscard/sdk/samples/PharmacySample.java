package org.sscard.sdk.samples;

import java.nio.file.Path;
import java.time.LocalDate;
import org.sscard.sdk.Bill;
import org.sscard.sdk.BillKind;
import org.sscard.sdk.FeeLine;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.SocialSecurityCard;

/** A purchase: the personal account pays what it may, the till collects the rest; a wrong sale is taken back. */
public final class PharmacySample {
    public static String sell(int agentPort, int insurerPort, Path journal, String sale, boolean takeBack) {
        try (MedicalSettlement settlement = MedicalSettlement.builder()
                .institution("P21100200018")
                .agent(ServiceTarget.loopback(agentPort))
                .insurer(ServiceTarget.loopback(insurerPort))
                .journal(journal)
                .open()) {
            SocialSecurityCard card = settlement.card();
            String person = card.readBasic().socialSecurityNumber();
            Bill bill = Bill.oneDay(BillKind.PHARMACY, person, sale, LocalDate.of(2026, 11, 22))
                    .with(FeeLine.of("1", "XSANDBOX000000000003", "18.90", "2"))
                    .with(FeeLine.of("2", "XSANDBOX000000000030", "128.00", "1"));
            SettlementResult result = settlement.settle(settlement.quote(bill), card);
            if (takeBack && result instanceof SettlementResult.Settled settled) {
                result = settlement.cancel(settled.transactionId());
            }
            return result instanceof SettlementResult.Settled done
                    ? "账户 %s，现金 %s"
                            .formatted(
                                    done.receipt().split().account(),
                                    done.receipt().split().cash())
                    : "未成交：" + result;
        }
    }

    private PharmacySample() {}
}
