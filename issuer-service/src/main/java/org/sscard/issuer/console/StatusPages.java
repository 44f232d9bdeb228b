package org.sscard.issuer.console;

import com.linecorp.armeria.server.ServerBuilder;
import java.util.List;
import java.util.stream.Collectors;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.station.Station;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.StatusPage;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.server.ServiceServer;

/** What runs, at {@code /status}: counts and machines, no person; it needs no login. */
final class StatusPages {

    static final String HERE = "/status";

    private final BureauDesk desk;
    private final BureauWork work;

    StatusPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
    }

    void on(ServiceServer.Builder server) {
        server.configure(this::register);
    }

    private void register(ServerBuilder server) {
        server.service(
                HERE,
                new StatusPage(
                        new Frame(
                                "运行状态",
                                BureauDesk.SERVICE,
                                desk.demonstration(),
                                List.of(new Frame.Link(Section.OVERVIEW.href(), "进入工作台")),
                                HERE),
                        "issuer-service",
                        version(),
                        List.of(
                                new StatusPage.Line(
                                        "数据库",
                                        "database",
                                        () -> Chip.upOrDown(work.database().healthy()),
                                        work.database()::description),
                                new StatusPage.Line("制卡工位", "stations", this::stationChip, this::stationNames),
                                new StatusPage.Line("密钥服务告警", "key service alarms", this::alarmChip, () -> ""),
                                new StatusPage.Line("批次", "batches", this::batchChip, () -> ""),
                                new StatusPage.Line(
                                        "卡片", "cards", () -> new Chip(Tone.NEUTRAL, "登记"), this::cardCounts)),
                        List.of(
                                new StatusPage.Address("/", "工作台", "console"),
                                new StatusPage.Address("/healthz", "健康检查", "health"),
                                new StatusPage.Address("/metrics", "指标", "metrics"))));
    }

    private Chip stationChip() {
        int count = work.stations().connected().size();
        return count == 0 ? new Chip(Tone.WARNING, "未连接") : Chip.good(count + " 个");
    }

    private String stationNames() {
        return work.stations().connected().stream().map(Station::toString).collect(Collectors.joining(" "));
    }

    private Chip alarmChip() {
        int today = work.alarms().getAsInt();
        return today == 0 ? Chip.good("无") : new Chip(Tone.WARNING, "24 小时内 " + today + " 次");
    }

    private Chip batchChip() {
        int running = work.batches().unfinished().size();
        return running == 0 ? new Chip(Tone.NEUTRAL, "空闲") : new Chip(Tone.WAITING, "进行中 " + running);
    }

    private String cardCounts() {
        return work.registry().countByState(null).entrySet().stream()
                .map(entry -> LifeCycle.table().nameZh(entry.getKey()) + " " + Display.count(entry.getValue()))
                .collect(Collectors.joining(" · "));
    }

    private static String version() {
        String version = StatusPages.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }
}
