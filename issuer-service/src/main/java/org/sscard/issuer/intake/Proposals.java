package org.sscard.issuer.intake;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sscard.wire.error.ErrorCode;

/** What a cell probably means, where its form only is wrong. */
final class Proposals {

    private static final Charset GBK = Charset.forName("GBK");
    /** The point inside a name (间隔号), as keyboards of several kinds write it; GBK has U+00B7. */
    private static final Pattern POINTS = Pattern.compile("[\\u2022\\u2027\\u2219\\u22C5\\u30FB\\uFF65\\u2E31\\uFF0E]");

    private static final Pattern DATE = Pattern.compile("([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?");
    private static final Pattern SERIAL = Pattern.compile("[0-9]{4,5}(\\.0+)?");
    /** Day 0 of a spreadsheet; it counts a 29 February 1900 that never was. */
    private static final LocalDate DAY_ZERO = LocalDate.of(1899, 12, 30);

    private Proposals() {}

    /** Without full-width forms, blanks and apostrophes. */
    static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[\\s'\\u00A0]", "");
    }

    /** The same text in characters that the card can hold, where Unicode says they are the same; empty otherwise. */
    static String withinGbk(String text) {
        String plain = Normalizer.normalize(POINTS.matcher(text).replaceAll("·"), Normalizer.Form.NFKC)
                .replaceAll("\\p{Cf}|\\p{Cc}", "")
                .strip();
        return !plain.isEmpty() && !plain.equals(text) && GBK.newEncoder().canEncode(plain) ? plain : "";
    }

    /** A date in another form, or as a spreadsheet counts days; empty where it is none. */
    static String date(RosterCell cell) {
        String plain = plain(cell.text());
        try {
            Matcher parts = DATE.matcher(plain);
            if (parts.matches()) {
                LocalDate date = LocalDate.of(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)));
                return DateTimeFormatter.BASIC_ISO_DATE.format(date);
            }
            if (cell.kind() == RosterCell.Kind.NUMBER && SERIAL.matcher(plain).matches()) {
                long days = Long.parseLong(plain.replaceAll("\\..*", ""));
                return DateTimeFormatter.BASIC_ISO_DATE.format(DAY_ZERO.plusDays(days));
            }
            return plain.equals(cell.text())
                    ? ""
                    : DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.parse(plain, DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeException e) {
            return "";
        }
    }

    /**
     * Whether a proposal says the same as the cell in another form, so that taking it invents nothing: a check character,
     * or a date taken from the id number, are no such proposals.
     */
    static boolean sameMeaning(RosterFault fault, RosterCell cell) {
        if (fault.proposal().isEmpty()) {
            return false;
        }
        return fault.code() == ErrorCode.ROSTER_DATE_INVALID
                ? fault.proposal().equals(date(cell))
                : fault.proposal().equals(plain(cell.text()).replace("-", ""))
                        || fault.proposal().equals(plain(cell.text()))
                        || fault.proposal().equals(withinGbk(cell.text()));
    }
}
