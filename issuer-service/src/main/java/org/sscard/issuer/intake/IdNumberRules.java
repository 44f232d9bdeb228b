package org.sscard.issuer.intake;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sscard.issuer.intake.RosterCell.Kind;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.spec.identity.ResidentIdNumber.Defect;
import org.sscard.wire.error.ErrorCode;

/** The id number of a roster row: GB 11643, and what spreadsheets do to it. */
final class IdNumberRules {

    private static final Pattern FIFTEEN = Pattern.compile("[0-9]{15}");
    private static final Pattern SCIENTIFIC = Pattern.compile("[0-9](\\.[0-9]+)?E\\+?[0-9]+");

    private IdNumberRules() {}

    sealed interface Verdict {

        record Valid(ResidentIdNumber id) implements Verdict {}

        /** @param proposal empty when nothing can be proposed */
        record Refused(ErrorCode code, String proposal) implements Verdict {}
    }

    static Verdict check(RosterCell cell) {
        String text = cell.text().toUpperCase(Locale.ROOT);
        if (cell.kind() == Kind.NUMBER || SCIENTIFIC.matcher(text).matches()) {
            return new Verdict.Refused(ErrorCode.ROSTER_ID_IS_A_NUMBER, "");
        }
        Optional<Defect> defect = ResidentIdNumber.defect(text);
        if (defect.isEmpty()) {
            return new Verdict.Valid(new ResidentIdNumber(text));
        }
        return switch (defect.get()) {
            case LENGTH, CHARACTERS, REGION -> new Verdict.Refused(ErrorCode.ROSTER_ID_FORMAT, repaired(text));
            case BIRTH_DATE -> new Verdict.Refused(ErrorCode.ROSTER_ID_BIRTH_DATE, "");
            case CHECK_CHARACTER -> wrongCheckCharacter(text);
        };
    }

    private static Verdict wrongCheckCharacter(String text) {
        // A spreadsheet keeps 15 digits of a number and writes zeros after them: a check character proposed for those
        // would invent a person.
        if (text.endsWith("000")) {
            return new Verdict.Refused(ErrorCode.ROSTER_ID_IS_A_NUMBER, "");
        }
        String body = text.substring(0, 17);
        return new Verdict.Refused(ErrorCode.ROSTER_ID_CHECK_CHARACTER, body + ResidentIdNumber.checkCharacter(body));
    }

    /** Full-width digits made plain, spaces and hyphens dropped, the old 15 digits completed; empty when that does not help. */
    private static String repaired(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[\\s'\\-]", "");
        if (FIFTEEN.matcher(plain).matches()) {
            String body = plain.substring(0, 6) + "19" + plain.substring(6);
            plain = body + ResidentIdNumber.checkCharacter(body);
        }
        return ResidentIdNumber.defect(plain).isEmpty() ? plain : "";
    }
}
