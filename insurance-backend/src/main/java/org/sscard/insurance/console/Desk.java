package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.sscard.insurance.rpc.AuditTrail;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.wire.error.CodedException;

/** What every page of the console stands on: the books, the clock, the audit log, the frame around the content. */
record Desk(DatabaseSessions sessions, AuditTrail audit, Clock clock, SecureRandom random, boolean demonstration) {

    static final String SERVICE = "医保结算服务";
    static final List<Frame.Link> LINKS = List.of(
            new Frame.Link("/fund", "基金"),
            new Frame.Link("/enrolment", "参保"),
            new Frame.Link("/persons", "人员"),
            new Frame.Link("/settlements", "结算"),
            new Frame.Link("/reimbursements", "零星报销"),
            new Frame.Link("/days", "日终"),
            new Frame.Link("/clearing", "清算"),
            new Frame.Link("/catalogue", "目录"),
            new Frame.Link("/", "运行"));

    private static final int ONCE_BYTES = 12;
    private static final Pages PAGES = new Pages("org.sscard.insurance.console.jte");

    HttpResponse page(PageRequest request, String here, Label title, String template, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("frame", new Frame(title, SERVICE, demonstration, LINKS, here, request.reader()));
        return PAGES.render("console/" + template, all);
    }

    /** A page that is its blocks, from top to bottom. */
    HttpResponse page(PageRequest request, String here, Label title, List<Block> blocks) {
        return page(request, here, title, "blocks.jte", Map.of("blocks", blocks));
    }

    /** A file to keep; it may hold persons' data, so nothing on the way keeps it. */
    static HttpResponse file(String name, MediaType type, byte[] content) {
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(type)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                        .build(),
                HttpData.wrap(content));
    }

    /** Does what changes the books, and records who asked for it and what became of it. */
    <T> T done(PageRequest request, String action, String subject, Supplier<T> work) {
        try {
            T result = work.get();
            read(request, action, subject);
            return result;
        } catch (CodedException e) {
            audit.record(
                    request.caller().account(),
                    request.place(),
                    action,
                    subject,
                    e.code().name());
            throw e;
        }
    }

    /** A name for something that is done once: a form that is sent twice does it once. */
    String once(String prefix) {
        byte[] drawn = new byte[ONCE_BYTES];
        random.nextBytes(drawn);
        return prefix + HexFormat.of().formatHex(drawn);
    }

    /** A refusal, as a page tells it beside what was asked. */
    static Block refusal(CodedException refusal) {
        return new Block.Notice(
                Tone.BAD,
                Label.of(
                        refusal.zh() + "。" + refusal.remedyZh() + "。（"
                                + refusal.code().name() + "）",
                        refusal.en()));
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
