package org.sscard.insurance.enrolment.review;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.imports.RowFault;
import org.sscard.insurance.imports.SheetColumn;
import org.sscard.insurance.imports.SheetFile;
import org.sscard.insurance.imports.SheetRow;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.insurance.store.Digest;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Applies for every row of a file, as communities and schools hand them in (Order 102 Art. 9). A row in error is named and
 * left out; a row that was applied for before changes nothing, so a mended file can be imported again.
 */
public final class ApplicationImport {

    public static final List<SheetColumn> COLUMNS = List.of(
            new SheetColumn("social_security_number", "社会保障号码", true),
            new SheetColumn("name", "姓名", true),
            new SheetColumn("region", "户籍区划", true),
            new SheetColumn("status", "人员状态", false),
            new SheetColumn("pupil", "在校学生", false),
            new SheetColumn("eligible_on", "符合条件日期", true),
            new SheetColumn("moved_in", "迁入", false),
            new SheetColumn("community", "社区或学校", true),
            new SheetColumn("papers", "材料", false));

    private static final Map<String, PersonStatus> STATUSES = Map.of(
            "", PersonStatus.NONE,
            "无", PersonStatus.NONE,
            "低保", PersonStatus.DIBAO,
            "低保边缘", PersonStatus.BORDERLINE,
            "重度残疾", PersonStatus.DISABLED2);

    private static final int LONGEST_TEXT = 50;

    private final Applications applications;

    public ApplicationImport(Applications applications) {
        this.applications = applications;
    }

    /** @param known rows applied for before */
    public record Result(int rows, int accepted, int known, List<RowFault> faults) {}

    public Result run(String fileName, byte[] content, Reviewer by) {
        List<SheetRow> rows = SheetFile.read(fileName, content, COLUMNS);
        Map<String, Integer> seen = new HashMap<>();
        List<RowFault> faults = new ArrayList<>();
        int accepted = 0;
        int known = 0;
        for (SheetRow row : rows) {
            List<RowFault> wrong = new ArrayList<>();
            Applicant applicant = applicant(row, wrong);
            Integer earlier = seen.putIfAbsent(row.cell("social_security_number"), row.number());
            if (earlier != null) {
                wrong.add(new RowFault(row.number(), "", new CodedException(ErrorCode.IMPORT_ROW_REPEATED, earlier)));
            }
            if (applicant == null || !wrong.isEmpty()) {
                faults.addAll(wrong);
                continue;
            }
            try {
                boolean isNew = applications
                        .apply(requestId(row), applicant, papers(row), by)
                        .isNew();
                accepted += isNew ? 1 : 0;
                known += isNew ? 0 : 1;
            } catch (CodedException e) {
                faults.add(new RowFault(row.number(), "", e));
            }
        }
        return new Result(rows.size(), accepted, known, faults);
    }

    /** The content names the request: the same row again is the same request. */
    private static String requestId(SheetRow row) {
        Object[] cells = COLUMNS.stream().map(column -> row.cell(column.name())).toArray();
        return "row-" + Digest.over(cells).toString().substring(0, 40);
    }

    private static List<String> papers(SheetRow row) {
        return Arrays.stream(row.cell("papers").split("[,，;；、 ]+"))
                .filter(paper -> !paper.isEmpty())
                .toList();
    }

    private static @Nullable Applicant applicant(SheetRow row, List<RowFault> faults) {
        int number = row.number();
        String ssn = row.cell("social_security_number");
        ResidentIdNumber.defect(ssn).ifPresent(defect -> faults.add(RowFault.cell(number, "社会保障号码", defect.name())));
        for (String column : List.of("name", "community")) {
            if (row.cell(column).isEmpty() || row.cell(column).length() > LONGEST_TEXT) {
                faults.add(RowFault.cell(number, header(column), "1–" + LONGEST_TEXT));
            }
        }
        if (!row.cell("region").matches("[0-9]{6}")) {
            faults.add(RowFault.cell(number, header("region"), "6 位数字 / 6 digits"));
        }
        Optional<PersonStatus> status = status(row.cell("status"));
        if (status.isEmpty()) {
            faults.add(RowFault.cell(number, header("status"), "无、低保、低保边缘、重度残疾"));
        }
        Optional<LocalDate> eligible = date(row.cell("eligible_on"));
        if (eligible.isEmpty()) {
            faults.add(RowFault.cell(number, header("eligible_on"), "YYYY-MM-DD"));
        }
        Optional<Boolean> pupil = flag(row.cell("pupil"));
        Optional<Boolean> movedIn = flag(row.cell("moved_in"));
        if (pupil.isEmpty() || movedIn.isEmpty()) {
            faults.add(RowFault.cell(number, header(pupil.isEmpty() ? "pupil" : "moved_in"), "是、否"));
        }
        if (!faults.isEmpty()) {
            return null;
        }
        return new Applicant(
                ssn,
                row.cell("name"),
                row.cell("region"),
                status.orElseThrow(),
                pupil.orElseThrow(),
                false,
                false,
                false,
                false,
                eligible.orElseThrow(),
                movedIn.orElseThrow(),
                row.cell("community"));
    }

    private static String header(String column) {
        return COLUMNS.stream()
                .filter(known -> known.name().equals(column))
                .map(SheetColumn::zh)
                .findFirst()
                .orElse(column);
    }

    private static Optional<PersonStatus> status(String text) {
        return Optional.ofNullable(STATUSES.get(text))
                .or(() -> Arrays.stream(PersonStatus.values())
                        .filter(status -> status.name().equals(text))
                        .findFirst());
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "", "否", "N", "false", "0" -> Optional.of(false);
            case "是", "Y", "true", "1" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text.replace('/', '-')));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
