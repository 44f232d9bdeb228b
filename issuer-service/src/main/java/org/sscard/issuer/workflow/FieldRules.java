package org.sscard.issuer.workflow;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.sscard.issuer.workflow.WorkflowTable.Field;
import org.sscard.issuer.workflow.WorkflowTable.Option;
import org.sscard.issuer.workflow.WorkflowTable.Workflow;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What was filled in, checked against the table. */
public final class FieldRules {

    private static final int MAX_TEXT = 500;
    private static final int MAX_COUNT_DIGITS = 9;
    private static final String COMMA = "[,，、]\\s*";

    private FieldRules() {}

    /**
     * The fields as they are kept: known ones only, without blanks around them, well formed as far as they are filled in.
     *
     * @throws CodedException WORKFLOW_FIELD_INVALID
     */
    static Map<String, String> entered(Workflow workflow, Map<String, String> values) {
        Map<String, String> kept = new TreeMap<>();
        values.forEach((code, value) -> {
            Field field = workflow.fields().stream()
                    .filter(one -> one.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new CodedException(
                            ErrorCode.WORKFLOW_FIELD_INVALID,
                            code,
                            String.join(
                                    "、",
                                    workflow.fields().stream().map(Field::code).toList())));
            if (!value.isBlank()) {
                kept.put(code, checked(field, value.strip()));
            }
        });
        return kept;
    }

    /** @throws CodedException WORKFLOW_FIELD_INVALID for a required field that is empty */
    static void requireComplete(WorkflowRecord record) {
        for (Field field : record.workflow().fields()) {
            if (field.required() && record.field(field.code()).isEmpty()) {
                throw new CodedException(ErrorCode.WORKFLOW_FIELD_INVALID, field.zh(), "填写");
            }
        }
    }

    private static String checked(Field field, String value) {
        if (value.length() > MAX_TEXT || value.chars().anyMatch(Character::isISOControl)) {
            throw invalid(field, "1–" + MAX_TEXT + " 字");
        }
        return switch (field.kind()) {
            case TEXT, CARD_OS -> value;
            case REGION -> require(field, value, text -> text.matches("[1-9][0-9]{5}"), "6 位行政区划代码");
            case COUNT ->
                require(
                        field,
                        value,
                        text -> text.matches("[1-9][0-9]{0," + (MAX_COUNT_DIGITS - 1) + "}"),
                        "1–999999999");
            case CHOICE ->
                require(
                        field,
                        value,
                        text -> field.choices().stream()
                                .anyMatch(option -> option.code().equals(text)),
                        String.join(
                                "、", field.choices().stream().map(Option::code).toList()));
            case NAMES -> String.join("、", different(field, names(value)));
            case SERIALS ->
                String.join(
                        "、",
                        different(
                                field,
                                names(require(
                                        field,
                                        value,
                                        text -> names(text).stream().allMatch(serial -> serial.matches("[0-9]{20}")),
                                        "20 位数字，用逗号分隔"))));
            case COUNTS -> {
                Map<String, Integer> counts = counts(value);
                yield counts.isEmpty() ? require(field, value, text -> false, "定点医院=120，定点药店=60") : joined(counts);
            }
        };
    }

    private static List<String> different(Field field, List<String> names) {
        if (new HashSet<>(names).size() < names.size() || names.size() < field.least()) {
            throw invalid(field, field.least() > 1 ? "至少 " + field.least() + " 个，不重复" : "不重复");
        }
        return names;
    }

    private static String require(Field field, String value, Predicate<String> rule, String expected) {
        if (!rule.test(value)) {
            throw invalid(field, expected);
        }
        return value;
    }

    private static CodedException invalid(Field field, String expected) {
        return new CodedException(ErrorCode.WORKFLOW_FIELD_INVALID, field.zh(), expected);
    }

    /** Names that are separated by commas. */
    public static List<String> names(String value) {
        return Arrays.stream(value.split(COMMA, -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Purposes with their counts, in the order in which they stand; empty when it is not well formed. */
    public static Map<String, Integer> counts(String value) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String part : names(value)) {
            int equals = part.lastIndexOf('=');
            String purpose = equals < 1 ? "" : part.substring(0, equals).strip();
            String count = part.substring(equals + 1).strip();
            if (purpose.isEmpty()
                    || !count.matches("[1-9][0-9]{0,5}")
                    || counts.put(purpose, Integer.parseInt(count)) != null) {
                return Map.of();
            }
        }
        return counts;
    }

    private static String joined(Map<String, Integer> counts) {
        return String.join(
                "、",
                counts.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** A value as people read it. */
    public static String shown(Field field, String value) {
        return field.choices().stream()
                .filter(option -> option.code().equals(value))
                .map(Option::zh)
                .findFirst()
                .orElse(value);
    }
}
