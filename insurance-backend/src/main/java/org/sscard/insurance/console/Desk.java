package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.rpc.AuditTrail;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;

/** What every page of the console stands on: the books, the clock, the audit log, the frame around the content. */
record Desk(DatabaseSessions sessions, AuditTrail audit, Clock clock, boolean demonstration) {

    static final String SERVICE = "医保结算服务";
    static final List<Frame.Link> LINKS = List.of(
            new Frame.Link("/fund", "基金"),
            new Frame.Link("/persons", "人员"),
            new Frame.Link("/settlements", "结算"),
            new Frame.Link("/days", "日终"),
            new Frame.Link("/", "运行"));

    private static final Pages PAGES = new Pages("org.sscard.insurance.console.jte");

    HttpResponse page(PageRequest request, String here, Label title, String template, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("frame", new Frame(title, SERVICE, demonstration, LINKS, here, request.reader()));
        return PAGES.render("console/" + template, all);
    }

    LocalDate today() {
        return LocalDate.now(clock);
    }

    /** Records who looked at whom. */
    void read(PageRequest request, String action, String subject) {
        audit.record(request.caller().account(), request.place(), action, subject, "OK");
    }

    /** A date that was asked for: what is no date filters nothing, and the field says so. */
    static Field day(String id, String zh, String en, String asked) {
        Field field = Field.of(id, Field.Kind.DATE, zh, en, asked);
        return asked.isEmpty() || isDay(asked) ? field : field.wrong("日期应为 2026-11-22 的形式");
    }

    static boolean isDay(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text).getYear() > 1900;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
