package org.sscard.sdk.samples;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import org.sscard.sdk.Bill;
import org.sscard.sdk.BillKind;
import org.sscard.sdk.FeeLine;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.RefundResult;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.SocialSecurityCard;

/** A purchase: the personal account pays what it may, the till collects the rest; boxes brought back are refunded. */
public final class PharmacySample {
    public static String sell(int agentPort, int insurerPort, Path journal, String sale, Set<String> broughtBack) {
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
            if (!(result instanceof SettlementResult.Settled sold)) {
                return "未成交：" + result;
            }
            if (!broughtBack.isEmpty()) {
                RefundResult back = settlement.refund(sold.transactionId(), broughtBack);
                return back instanceof RefundResult.Refunded refunded ? "退现金 " + refunded.cashBack() : "未退：" + back;
            }
            return "账户 %s，现金 %s"
                    .formatted(
                            sold.receipt().split().account(),
                            sold.receipt().split().cash());
        }
    }

    private PharmacySample() {}
}
