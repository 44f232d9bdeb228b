package org.sscard.issuer.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.workflow.CardOs;
import org.sscard.issuer.workflow.WorkflowTable;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.servicekit.pages.Field;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The fields of a workflow as fields of a form. */
final class WorkflowFields {

    private final CardOsStore register;
    private final BureauDesk desk;

    WorkflowFields(CardOsStore register, BureauDesk desk) {
        this.register = register;
        this.desk = desk;
    }

    /** @param value of each field, as it stands or as it was entered */
    List<Field> of(WorkflowTable.Workflow workflow, Function<WorkflowTable.Field, String> value) {
        return workflow.fields().stream()
                .map(field -> of(field, value.apply(field)))
                .toList();
    }

    private Field of(WorkflowTable.Field field, String value) {
        return switch (field.kind()) {
            case CHOICE ->
                Field.choice(
                        field.code(),
                        field.zh(),
                        field.en(),
                        value,
                        field.choices().stream()
                                .map(option -> new Field.Option(option.code(), option.zh()))
                                .toList());
            case CARD_OS -> Field.choice(field.code(), field.zh(), field.en(), value, inForce());
            default ->
                Field.of(field.code(), Field.Kind.TEXT, field.zh(), field.en(), value)
                        .hint(hint(field));
        };
    }

    private List<Field.Option> inForce() {
        List<Field.Option> options = new ArrayList<>();
        register.all().stream()
                .filter(entry -> entry.standing(desk.today()) == CardOs.Standing.IN_FORCE)
                .forEach(entry -> options.add(new Field.Option(
                        entry.approvalNumber(), entry.vendor() + " " + entry.cardOs() + "，" + entry.approvalNumber())));
        return options;
    }

    private static String hint(WorkflowTable.Field field) {
        String form = switch (field.kind()) {
            case REGION -> "6 位行政区划代码";
            case COUNT -> "张数";
            case NAMES -> field.least() > 1 ? "用逗号分隔，至少 " + field.least() + " 个" : "用逗号分隔";
            case COUNTS -> "用途=数量，用逗号分隔，例如 定点医院=120，定点药店=60";
            case SERIALS -> "20 位数字，用逗号分隔";
            default -> "";
        };
        if (field.required()) {
            return form;
        }
        return form.isEmpty() ? "可不填" : form + "，可不填";
    }

    /** The field that a refusal is about says so. */
    static List<Field> marked(List<Field> fields, @Nullable CodedException refusal) {
        if (refusal == null || refusal.code() != ErrorCode.WORKFLOW_FIELD_INVALID) {
            return fields;
        }
        String about = refusal.arguments().get(0);
        return fields.stream()
                .map(field -> field.label().zh().equals(about) ? field.wrong(refusal.zh()) : field)
                .toList();
    }
}
