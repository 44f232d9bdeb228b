package org.sscard.insurance.console;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.wire.error.CodedException;

/** What a form brought, checked field by field. A form that is wrong is shown again as it was filled in. */
final class Entered {

    private static final int FEN_PER_YUAN = 100;
    private static final String NOTHING = "";

    private final PageRequest request;
    private final Map<String, String> wrong = new HashMap<>();

    Entered(PageRequest request) {
        this.request = request;
    }

    String text(String id, int least, int most) {
        String text = request.entered(id);
        if (text.length() < least || text.length() > most) {
            wrong(id, text.isEmpty() ? "请填写，" + least + " 至 " + most + " 字" : least + " 至 " + most + " 字");
        }
        return text;
    }

    String matching(String id, String pattern, String expected) {
        String text = request.entered(id);
        if (!text.matches(pattern)) {
            wrong(id, expected);
        }
        return text;
    }

    /** A wrong day answers the first one there is; the form says so and is not acted upon. */
    LocalDate day(String id) {
        String text = request.entered(id);
        if (!Desk.isDay(text)) {
            wrong(id, "日期应为 2026-11-22 的形式");
            return LocalDate.MIN;
        }
        return LocalDate.parse(text);
    }

    /** Yuan with at most two decimals, not negative, as fen. */
    long fen(String id) {
        String text = request.entered(id).replace(",", NOTHING).replace("¥", NOTHING);
        if (!text.matches("[0-9]{1,10}(\\.[0-9]{1,2})?")) {
            wrong(id, "金额以元计，最多两位小数，如 320.50");
            return 0;
        }
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String rest = point < 0 ? NOTHING : text.substring(point + 1);
        return Long.parseLong(whole) * FEN_PER_YUAN + Long.parseLong((rest + "00").substring(0, 2));
    }

    <E extends Enum<E>> E choice(Class<E> type, String id, E otherwise) {
        String text = request.entered(id);
        for (E one : type.getEnumConstants()) {
            if (one.name().equals(text)) {
                return one;
            }
        }
        wrong(id, "请选择");
        return otherwise;
    }

    boolean ticked(String id) {
        return request.entered(id).equals(Field.YES);
    }

    List<String> all(String id) {
        return request.ticked(id);
    }

    void wrong(String id, String message) {
        wrong.putIfAbsent(id, message);
    }

    /** A refusal of the books, shown at the field that it is about. */
    void refused(String id, CodedException refusal) {
        wrong(id, refusal.zh() + "；" + refusal.remedyZh() + "（" + refusal.code().name() + "）");
    }

    boolean complete() {
        return wrong.isEmpty();
    }

    /** The same fields with what was entered and what is wrong with it. */
    List<Field> again(List<Field> fields) {
        return fields.stream().map(this::again).toList();
    }

    private Field again(Field field) {
        Field filled = switch (field.kind()) {
            case FILE -> field;
            case CHECKS -> field.entered(String.join(",", all(field.id())));
            default -> field.entered(request.entered(field.id()));
        };
        return filled.wrong(wrong.getOrDefault(field.id(), NOTHING));
    }
}
