package org.sscard.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.InsuredPerson;

/** The sample roster as the insurer's clerk reads it: everybody on it is registered as a resident. */
final class Roster {
    private static final int MINOR_TO = 18;
    private static final int MEN_ELDERLY_FROM = 60;
    private static final int WOMEN_ELDERLY_FROM = 50;

    private final List<String> header;
    private final List<List<String>> rows;

    private Roster(List<String> header, List<List<String>> rows) {
        this.header = header;
        this.rows = rows;
    }

    static Roster read(Path csv) {
        try {
            List<List<String>> lines = Files.readAllLines(csv).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> Arrays.asList(line.replace("\uFEFF", "").split(",", -1)))
                    .toList();
            return new Roster(lines.get(0), lines.subList(1, lines.size()));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, csv);
        }
    }

    List<InsuredPerson> insured(LocalDate today) {
        return rows.stream().map(row -> person(row, today)).toList();
    }

    private InsuredPerson person(List<String> row, LocalDate today) {
        String number = cell(row, "社会保障号码", "id_number");
        return InsuredPerson.newBuilder()
                .setSocialSecurityNumber(number)
                .setName(cell(row, "姓名", "name"))
                .setRegion(cell(row, "发卡地区", "issuing_region"))
                .setScheme("RESIDENT")
                .setInsuredClass(insuredClass(number, today))
                .setBenefitStart(today.minusYears(1).withDayOfYear(1).toString())
                .build();
    }

    /** Order 102, art. 6: by age and sex, which the number tells (GB 11643). */
    private static String insuredClass(String number, LocalDate today) {
        LocalDate birth = LocalDate.parse(number.substring(6, 14), DateTimeFormatter.BASIC_ISO_DATE);
        int age = Period.between(birth, today).getYears();
        if (age <= MINOR_TO) {
            return "MINOR";
        }
        boolean man = (number.charAt(16) - '0') % 2 == 1;
        return age >= (man ? MEN_ELDERLY_FROM : WOMEN_ELDERLY_FROM) ? "ELDERLY" : "WORKING";
    }

    private String cell(List<String> row, String zh, String en) {
        int column = Math.max(header.indexOf(zh), header.indexOf(en));
        if (column < 0) {
            throw new CodedException(ErrorCode.ROSTER_COLUMN_MISSING, zh);
        }
        return row.get(column).strip();
    }
}
