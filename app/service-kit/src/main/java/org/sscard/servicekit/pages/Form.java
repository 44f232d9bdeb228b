package org.sscard.servicekit.pages;

import java.util.List;

/**
 * A form; with errors it shows a summary that leads to the fields.
 *
 * @param action where it is sent; one that changes something is a POST
 * @param willHappen what its button does, said before it is pressed; empty for a search
 * @param danger the button is red: what it does cannot be undone
 * @param live a search that looks again while its fields change, where a script runs
 * @param others further buttons; the one that was pressed is the parameter {@value #DO}, the first button sends none
 */
public record Form(
        String action,
        boolean post,
        List<Field> fields,
        Label submit,
        List<String> willHappen,
        boolean danger,
        boolean live,
        List<Button> others) {

    public static final String DO = "do";

    private static final int LONG = 8;

    public record Button(String value, Label label) {}

    public Form {
        fields = List.copyOf(fields);
        willHappen = List.copyOf(willHappen);
        others = List.copyOf(others);
    }

    public Form(
            String action, boolean post, List<Field> fields, Label submit, List<String> willHappen, boolean danger) {
        this(action, post, fields, submit, willHappen, danger, false, List.of());
    }

    public Form with(Button... more) {
        return new Form(action, post, fields, submit, willHappen, danger, live, List.of(more));
    }

    /** A search: its fields become the address. */
    public static Form search(String action, List<Field> fields) {
        return new Form(action, false, fields, Label.of("查询", "Search"), List.of(), false);
    }

    /** A search of what is nobody's secret: it looks again at each change, and its address follows. */
    public static Form liveSearch(String action, List<Field> fields) {
        return new Form(action, false, fields, Label.of("查询", "Search"), List.of(), false, true, List.of());
    }

    public static Form change(String action, List<Field> fields, Label submit) {
        return new Form(action, true, fields, submit, List.of(), false);
    }

    /** A change that says what will happen; it can be taken back or corrected. */
    public static Form change(String action, List<Field> fields, Label submit, List<String> willHappen) {
        return new Form(action, true, fields, submit, willHappen, false);
    }

    /** A confirmation: it says what will happen. */
    public static Form confirm(String action, List<Field> fields, Label submit, List<String> willHappen) {
        return new Form(action, true, fields, submit, willHappen, true);
    }

    /** Fields beside each other instead of a column that nobody sees the end of. */
    public boolean longForm() {
        return post && fields.size() > LONG;
    }

    /** Its class in the style sheet. */
    public String css() {
        return !post ? "search" : longForm() ? "change wide" : "change";
    }

    /** A file travels in another encoding. */
    public boolean withFile() {
        return fields.stream().anyMatch(field -> field.kind() == Field.Kind.FILE);
    }

    public List<FieldError> errors() {
        return fields.stream()
                .filter(field -> !field.error().isEmpty())
                .map(field -> new FieldError(field.target(), field.label().zh() + "：" + field.error()))
                .toList();
    }
}
