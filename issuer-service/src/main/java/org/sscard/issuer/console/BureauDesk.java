package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.wire.error.CodedException;

/** What every page of the bureau's console stands on: the audit log, the clock, the frame around the content. */
public record BureauDesk(AuditLog audit, Clock clock, SecureRandom random, boolean demonstration) {

    static final String SERVICE = "制卡中心";

    private static final int ONCE_BYTES = 12;
    private static final Pages PAGES = new Pages("org.sscard.issuer.console.jte");

    /** A page that is its blocks, from top to bottom. */
    public HttpResponse page(PageRequest request, Section here, Label title, List<Block> blocks) {
        return page(request, here, title, "bureau/blocks.jte", Map.of("blocks", blocks));
    }

    /** @param template below {@code src/main/jte}; it gets {@code frame} beside the parameters */
    public HttpResponse page(
            PageRequest request, Section here, Label title, String template, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put(
                "frame",
                new Frame(
                        title, SERVICE, demonstration, Section.links(request.caller()), here.href(), request.reader()));
        return PAGES.render(template, all);
    }

    /** A part of a page that asks for itself again. */
    public static HttpResponse part(String template, Map<String, Object> parameters) {
        return PAGES.render(template, parameters);
    }

    /** A file to keep; it may hold persons' data, so nothing on the way keeps it. */
    public static HttpResponse file(String name, MediaType type, byte[] content) {
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(type)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                        .build(),
                HttpData.wrap(content));
    }

    /** Does what changes something, and records who asked for it and what became of it. */
    public <T> T done(PageRequest request, String action, String subject, Supplier<T> work) {
        try {
            T result = work.get();
            looked(request, action, subject);
            return result;
        } catch (CodedException e) {
            record(request, action, subject, e.code().name());
            throw e;
        }
    }

    /** Records who looked at whom. */
    public void looked(PageRequest request, String action, String subject) {
        record(request, action, subject, "OK");
    }

    private void record(PageRequest request, String action, String subject, String result) {
        audit.append(new AuditEntry(request.caller().account(), request.place(), action, subject, result));
    }

    /** A name for something that is done once: a form that is sent twice does it once. */
    public String once(String prefix) {
        byte[] drawn = new byte[ONCE_BYTES];
        random.nextBytes(drawn);
        return prefix + HexFormat.of().formatHex(drawn);
    }

    /** A refusal, as a page tells it beside what was asked. */
    public static Block refusal(CodedException refusal) {
        return new Block.Notice(
                Tone.BAD,
                Label.of(
                        refusal.zh() + "。" + refusal.remedyZh() + "（"
                                + refusal.code().name() + "）",
                        refusal.en()));
    }

    public LocalDate today() {
        return LocalDate.now(clock);
    }

    public ZoneId zone() {
        return clock.getZone();
    }

    public String time(Instant instant) {
        return Display.time(instant, zone());
    }
}
