package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.issuer.custody.Custody;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;

/** What every page of custody stands on: the rooms of custody, the frame around the content, the zone of its times. */
record CustodyFrame(Custody custody, ZoneId zone, boolean demonstration) {

    static final String SERVICE = "制卡中心 · 密钥保管";
    static final List<Frame.Link> LINKS = List.of(
            new Frame.Link("/custody/keys", "密钥"),
            new Frame.Link("/custody/approvals", "复核"),
            new Frame.Link("/custody/deliveries", "交接"),
            new Frame.Link("/custody/psams", "PSAM"),
            new Frame.Link("/custody/ceremonies", "仪式"),
            new Frame.Link("/custody/staff", "人员"),
            new Frame.Link("/custody/verbs", "权限"),
            new Frame.Link("/custody/alarms", "告警"),
            new Frame.Link("/audit", "审计"),
            new Frame.Link("/", "运行"));

    private static final Pages PAGES = new Pages("org.sscard.issuer.console.jte");

    HttpResponse page(PageRequest request, String here, Label title, String template, Map<String, Object> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("frame", new Frame(title, SERVICE, demonstration, LINKS, here, request.reader()));
        return PAGES.render("custody/" + template, all);
    }

    /** A list with the forms above it. */
    HttpResponse list(PageRequest request, String here, Label title, List<Form> forms, DataTable table) {
        return page(
                request,
                here,
                title,
                "list.jte",
                Map.of("forms", forms, "presets", List.<Frame.Link>of(), "here", request.address(), "table", table));
    }

    /** One record. */
    HttpResponse record(
            PageRequest request, String here, Label title, List<Fact> facts, List<DataTable> tables, List<Form> forms) {
        return page(
                request,
                here,
                title,
                "record.jte",
                Map.of(
                        "factsTitle", Label.of("资料", "facts"),
                        "facts", facts,
                        "tables", tables,
                        "reach", List.of(),
                        "forms", forms));
    }

    String time(Instant instant) {
        return Display.time(instant, zone);
    }
}
