package org.sscard.issuer.intake;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.registry.Applicant;
import org.sscard.issuer.registry.Person;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.CodeTable;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.wire.error.ErrorCode;

/** Checks one row of a roster against what the card can hold and what the identity number says. */
public final class RosterRules {

    private static final Charset GBK = Charset.forName("GBK");
    private static final CardLayout LAYOUT = CardLayout.of(SpecificationVersion.V2_0);
    private static final int NAME_BYTES = LAYOUT.element(CardElements.NAME).length()
            + LAYOUT.element(CardElements.NAME_EXTENSION).length();
    private static final int ADDRESS_BYTES =
            LAYOUT.element(ElementRef.parse("DF01/EF05/21")).length();
    private static final int PHONE_BYTES =
            LAYOUT.element(ElementRef.parse("DF01/EF06/28")).length();
    private static final Pattern REGION = Pattern.compile("[1-9][0-9]{5}");
    private static final Pattern PHONE = Pattern.compile("[0-9+\\-]*");
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter HYPHENS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final Set<String> regions;

    /** @param regions the regions that this bureau issues for */
    public RosterRules(Set<String> regions) {
        this.regions = Set.copyOf(regions);
    }

    /** @param applicant present when there is no fault */
    public record Checked(Optional<Applicant> applicant, List<RosterFault> faults) {}

    public Checked check(RosterRow row) {
        Check check = new Check(row);
        Optional<Applicant> applicant = check.applicant();
        return new Checked(check.faults.isEmpty() ? applicant : Optional.empty(), List.copyOf(check.faults));
    }

    private final class Check {

        private final RosterRow row;
        private final List<RosterFault> faults = new ArrayList<>();

        Check(RosterRow row) {
            this.row = row;
        }

        Optional<Applicant> applicant() {
            if (row.surplus() > 0) {
                faults.add(new RosterFault(row.number(), "", ErrorCode.ROSTER_ROW_TOO_LONG, List.of(), ""));
            }
            ResidentIdNumber id = idNumber();
            String name = text(RosterColumn.NAME, NAME_BYTES, ErrorCode.ROSTER_NAME_NOT_GBK);
            String sex = sex(id);
            String ethnicGroup = code(RosterColumn.ETHNIC_GROUP, CardElements.ETHNIC_GROUP, 2);
            String birthplace = region(RosterColumn.BIRTHPLACE);
            LocalDate birthDate = birthDate(id);
            String hukouRegion = region(RosterColumn.HUKOU_REGION);
            String address = text(RosterColumn.HUKOU_ADDRESS, ADDRESS_BYTES, ErrorCode.ROSTER_TEXT_NOT_GBK);
            String phone = phone();
            String issuingRegion = issuingRegion();
            if (id == null || birthDate == null) {
                return Optional.empty();
            }
            Person person = new Person(
                    id.text(),
                    name,
                    sex,
                    ethnicGroup,
                    birthplace.isEmpty() ? id.text().substring(0, 6) : birthplace,
                    birthDate,
                    hukouRegion,
                    address,
                    phone);
            return Optional.of(new Applicant(row.number(), person, issuingRegion));
        }

        private @Nullable ResidentIdNumber idNumber() {
            RosterCell cell = usable(RosterColumn.ID_NUMBER);
            if (cell.text().isEmpty()) {
                return null;
            }
            IdNumberRules.Verdict verdict = IdNumberRules.check(cell);
            if (verdict instanceof IdNumberRules.Verdict.Refused refused) {
                fault(RosterColumn.ID_NUMBER, refused.code(), refused.proposal());
                return null;
            }
            return ((IdNumberRules.Verdict.Valid) verdict).id();
        }

        private String text(RosterColumn column, int maxBytes, ErrorCode notGbk) {
            String text = usable(column).text();
            CharsetEncoder encoder = GBK.newEncoder();
            Optional<String> foreign = text.codePoints()
                    .mapToObj(Character::toString)
                    .filter(character -> !encoder.canEncode(character) || Character.isISOControl(character.charAt(0)))
                    .findFirst();
            if (foreign.isPresent()) {
                String codePoint = String.format(
                        Locale.ROOT, "%s U+%04X", foreign.get(), foreign.get().codePointAt(0));
                fault(column, notGbk, Proposals.withinGbk(text), codePoint);
            } else if (text.getBytes(GBK).length > maxBytes) {
                fault(column, ErrorCode.ROSTER_FIELD_TOO_LONG, "", column.headerZh(), String.valueOf(maxBytes));
            }
            return text;
        }

        private String sex(@Nullable ResidentIdNumber id) {
            String code = code(RosterColumn.SEX, CardElements.SEX, 1);
            if (id != null && !code.isEmpty() && !code.equals("9") && code.equals("1") != id.isMale()) {
                contradicts(RosterColumn.SEX, id.isMale() ? "男" : "女");
            }
            return code;
        }

        /** A code of the element's table, given as the code or by its Chinese name, with or without its last 族. */
        private String code(RosterColumn column, ElementRef element, int digits) {
            String text = usable(column).text();
            if (text.isEmpty()) {
                return "";
            }
            CodeTable table = LAYOUT.element(element).codes().orElseThrow();
            String padded = text.length() < digits && text.chars().allMatch(Character::isDigit) ? "0" + text : text;
            Optional<CodeTable.Entry> entry = table.entries().stream()
                    .filter(e -> e.code().equals(padded) || e.zh().equals(text) || e.zh().equals(text + "族"))
                    .findFirst();
            if (entry.isEmpty()) {
                fault(column, ErrorCode.ROSTER_CODE_UNKNOWN, "", column.headerZh());
            }
            return entry.map(CodeTable.Entry::code).orElse("");
        }

        private @Nullable LocalDate birthDate(@Nullable ResidentIdNumber id) {
            String text = usable(RosterColumn.BIRTH_DATE).text();
            if (text.isEmpty()) {
                return null;
            }
            LocalDate date = date(text);
            if (date == null) {
                String proposal = Proposals.date(row.cell(RosterColumn.BIRTH_DATE));
                fault(
                        RosterColumn.BIRTH_DATE,
                        ErrorCode.ROSTER_DATE_INVALID,
                        proposal.isEmpty() && id != null ? COMPACT.format(id.birthDate()) : proposal,
                        RosterColumn.BIRTH_DATE.headerZh());
            } else if (id != null && !date.equals(id.birthDate())) {
                contradicts(RosterColumn.BIRTH_DATE, COMPACT.format(id.birthDate()));
            }
            return date;
        }

        private @Nullable LocalDate date(String text) {
            try {
                return LocalDate.parse(text, text.contains("-") ? HYPHENS : COMPACT);
            } catch (DateTimeException e) {
                return null;
            }
        }

        private String region(RosterColumn column) {
            String text = usable(column).text();
            if (!text.isEmpty() && !REGION.matcher(text).matches()) {
                String plain = Proposals.plain(text);
                fault(
                        column,
                        ErrorCode.ROSTER_REGION_UNKNOWN,
                        REGION.matcher(plain).matches() ? plain : "",
                        text);
            }
            return text;
        }

        private String issuingRegion() {
            String text = usable(RosterColumn.ISSUING_REGION).text();
            if (!text.isEmpty() && !regions.contains(text)) {
                String plain = Proposals.plain(text);
                String ours = String.join(" ", regions.stream().sorted().toList());
                fault(
                        RosterColumn.ISSUING_REGION,
                        ErrorCode.ROSTER_REGION_UNKNOWN,
                        regions.contains(plain) ? plain : ours,
                        text);
            }
            return text;
        }

        private String phone() {
            String text = usable(RosterColumn.PHONE).text();
            if (!PHONE.matcher(text).matches()) {
                String plain = Proposals.plain(text);
                fault(
                        RosterColumn.PHONE,
                        ErrorCode.ROSTER_CODE_UNKNOWN,
                        PHONE.matcher(plain).matches() ? plain : "",
                        RosterColumn.PHONE.headerZh());
            } else if (text.length() > PHONE_BYTES) {
                fault(
                        RosterColumn.PHONE,
                        ErrorCode.ROSTER_FIELD_TOO_LONG,
                        "",
                        RosterColumn.PHONE.headerZh(),
                        String.valueOf(PHONE_BYTES));
            }
            return text;
        }

        /** The cell, or an empty one after noting that it is missing or computed. */
        private RosterCell usable(RosterColumn column) {
            RosterCell cell = row.cell(column);
            if (cell.kind() == RosterCell.Kind.FORMULA) {
                fault(column, ErrorCode.ROSTER_FORMULA_CELL, "", column.headerZh());
                return RosterCell.EMPTY;
            }
            if (cell.text().isEmpty() && column.required()) {
                fault(column, ErrorCode.ROSTER_FIELD_MISSING, "", column.headerZh());
            }
            return cell;
        }

        private void contradicts(RosterColumn column, String proposal) {
            fault(column, ErrorCode.ROSTER_CONTRADICTS_ID, proposal, column.headerZh());
        }

        private void fault(RosterColumn column, ErrorCode code, String proposal, String... arguments) {
            faults.add(RosterFault.of(row.number(), column, code, proposal, arguments));
        }
    }
}
