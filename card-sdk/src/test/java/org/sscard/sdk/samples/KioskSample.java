package org.sscard.sdk.samples;

import java.nio.file.Path;
import java.time.LocalDateTime;
import org.sscard.sdk.Bill;
import org.sscard.sdk.BillKind;
import org.sscard.sdk.ChargedLines;
import org.sscard.sdk.FeeLine;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.PinResult;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.SocialSecurityCard;

/** A kiosk on a ward: the day's charges go to the insurer, and a visit is settled on the card's presence alone. */
public final class KioskSample {
    private static final LocalDateTime ADMITTED = LocalDateTime.of(2026, 11, 20, 9, 30);

    /** The patient shows the card and the PIN; lines wait in the journal while the insurer is away. */
    public static String recordDay(int agentPort, int insurerPort, Path journal, String stay) {
        try (MedicalSettlement settlement = open(agentPort, insurerPort, journal)) {
            SocialSecurityCard card = settlement.card();
            if (card.verifyPin() instanceof PinResult.Refused refused) {
                return "密码未通过，还可试 " + refused.triesLeft().orElse(0) + " 次";
            }
            settlement.queueLines(ChargedLines.ofStay(card.readBasic().socialSecurityNumber(), stay, ADMITTED)
                    .with(FeeLine.of("1", "XSANDBOX000000000022", "30.00", "1"), ADMITTED.plusHours(2))
                    .with(FeeLine.of("2", "XSANDBOX000000000001", "35.60", "2"), ADMITTED.plusHours(3)));
            return "明细已登记，今日结算 " + settlement.ownFigures(ADMITTED.toLocalDate()).rows() + " 笔";
        }
    }

    /** No debit: the card answers the insurer's challenge after the PIN. */
    public static String pay(int agentPort, int insurerPort, Path journal, String visit) {
        try (MedicalSettlement settlement = open(agentPort, insurerPort, journal)) {
            SocialSecurityCard card = settlement.card();
            String person = card.readBasic().socialSecurityNumber();
            Bill bill = Bill.oneDay(BillKind.OUTPATIENT, person, visit, ADMITTED.toLocalDate())
                    .with(FeeLine.of("1", "XSANDBOX000000000022", "30.00", "1"));
            SettlementResult result = settlement.settleByAuthentication(settlement.quote(bill), card);
            return result instanceof SettlementResult.Settled settled
                    ? "请付现金 " + settled.receipt().split().cash()
                    : "未结算：" + result;
        }
    }

    private static MedicalSettlement open(int agentPort, int insurerPort, Path journal) {
        return MedicalSettlement.builder()
                .institution("H21100300012")
                .agent(ServiceTarget.loopback(agentPort))
                .insurer(ServiceTarget.loopback(insurerPort))
                .journal(journal)
                .onRefusedLines(refused -> System.out.println("请改正明细 " + refused.lines() + "：" + refused.zh()))
                .open();
    }

    private KioskSample() {}
}
