package org.sscard.insurance.policy.cases;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.policy.HospitalLevel;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.PricedLine;
import org.sscard.insurance.policy.Referral;
import org.sscard.insurance.policy.TreatmentFacts;
import org.sscard.insurance.policy.TreatmentKind;

/** Reads the fields of a case with their defaults; null and a missing key mean the same. */
final class CaseInput {

    private static final String NONE = "NONE";
    private static final BigDecimal MINUTES_PER_HOUR = BigDecimal.valueOf(60);

    private CaseInput() {}

    static TreatmentFacts treatment(JsonNode in) {
        LocalDate admitted = date(in, "admit");
        LocalDate discharged = optionalDate(in, "discharge");
        String disease = text(in, "disease");
        String cause = text(in, "cause");
        TreatmentKind kind = choice(in, "kind", TreatmentKind.INPATIENT);
        return TreatmentFacts.of(kind, admitted, discharged == null ? admitted : discharged, bill(in))
                .insured(choice(in, "cls", (InsuredClass) null, InsuredClass.class), flag(in, "pupil", false))
                .cover(optionalDate(in, "benefit_start"), optionalDate(in, "cover_end"))
                .lentCard(flag(in, "borrowed_card", false))
                .institution(HospitalLevel.orHighest(text(in, "level")), flag(in, "designated", true))
                .emergency(flag(in, "emergency", false))
                .referral(choice(in, "referral", Referral.NONE))
                .disease(disease, flag(in, "specialist_institution", false))
                .cause(NONE.equals(cause) ? null : cause)
                .specialDiseaseRegistered(flag(in, "special_registered", false))
                .cardShown(flag(in, "card_at_admission", true), minutes(in))
                .transition(flag(in, "transition", false))
                .build();
    }

    /** Lines decide where a case has them; else the four sums, each 0 where it is missing. */
    static BillSums bill(JsonNode in) {
        if (in.path("lines").isEmpty()) {
            return new BillSums(
                    amount(in, "own"),
                    Math.addExact(amount(in, "over"), amount(in, "overlimit")),
                    amount(in, "advance"),
                    amount(in, "inscp"));
        }
        List<PricedLine> lines = new ArrayList<>();
        for (JsonNode line : in.path("lines")) {
            lines.add(new PricedLine(
                    amount(line, "price_1e4"),
                    amount(line, "qty_1e4"),
                    choice(line, "cls", CatalogueClass.A),
                    Math.toIntExact(amount(line, "b_bp")),
                    line.path("limit_1e4").isNumber() ? amount(line, "limit_1e4") : null));
        }
        return BillSums.of(lines);
    }

    private static @Nullable Integer minutes(JsonNode in) {
        JsonNode hours = in.path("card_after_hours");
        return hours.isNumber()
                ? hours.decimalValue()
                        .multiply(MINUTES_PER_HOUR)
                        .setScale(0, RoundingMode.CEILING)
                        .intValueExact()
                : null;
    }

    static LocalDate date(JsonNode in, String name) {
        LocalDate date = optionalDate(in, name);
        if (date == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return date;
    }

    static @Nullable LocalDate optionalDate(JsonNode in, String name) {
        String text = text(in, name);
        return text == null ? null : LocalDate.parse(text);
    }

    static @Nullable String text(JsonNode in, String name) {
        String text = in.path(name).asText("");
        boolean absent = text.isEmpty() || in.path(name).isNull();
        return absent ? null : text;
    }

    static boolean flag(JsonNode in, String name, boolean absent) {
        JsonNode value = in.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(name + " is not true or false");
        }
        return value.booleanValue();
    }

    static long amount(JsonNode in, String name) {
        return amount(in, name, 0);
    }

    static long amount(JsonNode in, String name, long absent) {
        JsonNode value = in.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(name + " is not a number");
        }
        return value.decimalValue().longValueExact();
    }

    static <E extends Enum<E>> E choice(JsonNode in, String name, E absent) {
        E chosen = choice(in, name, absent, absent.getDeclaringClass());
        return chosen == null ? absent : chosen;
    }

    static <E extends Enum<E>> @Nullable E choice(JsonNode in, String name, @Nullable E absent, Class<E> type) {
        String text = text(in, name);
        return text == null ? absent : Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }
}
