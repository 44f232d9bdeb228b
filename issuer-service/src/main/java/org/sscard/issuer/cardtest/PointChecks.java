package org.sscard.issuer.cardtest;

import java.time.Clock;
import java.util.Map;

/** Which check belongs to which point of the table. */
final class PointChecks {

    /** Looks at the card and ends by {@link PointFailure} or {@link PointSkipped} when it did not pass. */
    @FunctionalInterface
    interface Check {
        void run(TestedCard card);
    }

    private final Map<Integer, Check> checks;

    PointChecks(Clock clock) {
        checks = Map.ofEntries(
                Map.entry(1, AnswerPoints::answerToReset),
                Map.entry(2, AnswerPoints::selection),
                Map.entry(3, AnswerPoints::responseFormats),
                Map.entry(4, FilePoints::completeness),
                Map.entry(5, FilePoints::recordForms),
                Map.entry(6, DataPoints::specificationVersion),
                Map.entry(7, DataPoints::initialisingOrganisation),
                Map.entry(8, DataPoints::regionInIdentificationCode),
                Map.entry(9, DataPoints::identificationCodeAuthentication),
                Map.entry(10, DataPoints::cardNumber),
                Map.entry(11, PinPoints::formatAndLimit),
                Map.entry(12, PinPoints::change),
                Map.entry(13, PinPoints::reloadAndUnblock),
                Map.entry(14, KeyPoints::factors),
                Map.entry(15, KeyPoints::internalAuthentication),
                Map.entry(16, KeyPoints::externalAuthentication),
                Map.entry(17, KeyPoints::versions),
                Map.entry(18, KeyPoints::agreementWithPsam),
                Map.entry(19, AccessPoints::writeNeedsTheKey),
                Map.entry(20, AccessPoints::otherKeysDoNotHelp),
                Map.entry(21, AccessPoints::readRules),
                Map.entry(22, StructurePoints::cyclicFiles),
                Map.entry(23, StructurePoints::transparentFiles),
                Map.entry(24, BlockPoints::applicationBlock),
                Map.entry(25, BlockPoints::cardBlock),
                Map.entry(26, card -> PurchasePoint.zeroAmount(card, clock)),
                Map.entry(27, StatePoint::stateIsLost));
    }

    Check of(TestPoint point) {
        Check check = checks.get(point.number());
        if (check == null) {
            throw new IllegalStateException("no check for point " + point.number());
        }
        return check;
    }
}
