package org.sscard.sdk.samples;

import java.nio.file.Path;
import java.time.LocalDateTime;
import org.sscard.sdk.ChargedLines;
import org.sscard.sdk.DayFigures;
import org.sscard.sdk.FeeLine;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.PinResult;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SocialSecurityCard;

/** A kiosk on a ward: the patient shows the card and the PIN, the day's charges go to the insurer. */
public final class KioskSample {
    public static String recordDay(int agentPort, int insurerPort, Path journal, String stay) {
        try (MedicalSettlement settlement = MedicalSettlement.builder()
                .institution("H21100300012")
                .agent(ServiceTarget.loopback(agentPort))
                .insurer(ServiceTarget.loopback(insurerPort))
                .journal(journal)
                .onRefusedLines(refused -> System.out.println("请改正明细 " + refused.lines() + "：" + refused.zh()))
                .open()) {
            SocialSecurityCard card = settlement.card();
            if (card.verifyPin() instanceof PinResult.Refused refused) {
                return "密码未通过，还可试 " + refused.triesLeft().orElse(0) + " 次";
            }
            LocalDateTime admitted = LocalDateTime.of(2026, 11, 20, 9, 30);
            settlement.queueLines(ChargedLines.ofStay(card.readBasic().socialSecurityNumber(), stay, admitted)
                    .with(FeeLine.of("1", "XSANDBOX000000000022", "30.00", "1"), admitted.plusHours(2))
                    .with(FeeLine.of("2", "XSANDBOX000000000001", "35.60", "2"), admitted.plusHours(3)));
            DayFigures today = settlement.ownFigures(admitted.toLocalDate());
            return "明细已登记，今日结算 " + today.rows() + " 笔";
        }
    }

    private KioskSample() {}
}
