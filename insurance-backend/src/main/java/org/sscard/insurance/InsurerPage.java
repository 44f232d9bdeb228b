package org.sscard.insurance;

import java.util.List;
import java.util.stream.Stream;
import org.sscard.insurance.cardstatus.CardStatusReplica;
import org.sscard.insurance.console.InsurerConsole;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.StatusPage;
import org.sscard.servicekit.pages.Tone;

/** The insurer at a glance, at {@code /}: counts and machines, no person. */
final class InsurerPage {

    private InsurerPage() {}

    static StatusPage of(Database database, CardStatusReplica replica, boolean dev) {
        StatusPage.Line books =
                new StatusPage.Line("数据库", "database", () -> Chip.upOrDown(database.healthy()), database::description);
        StatusPage.Line cards = new StatusPage.Line(
                "卡状态副本",
                "card-status replica",
                () -> new Chip(Tone.NEUTRAL, "版本 " + replica.version()),
                () -> replica.cards() + " 张卡 cards");
        Stream<StatusPage.Address> always = Stream.of(
                new StatusPage.Address("/healthz", "健康检查", "health"),
                new StatusPage.Address("/metrics", "指标", "metrics"));
        Stream<StatusPage.Address> first =
                dev ? Stream.of(new StatusPage.Address("/explorer/", "接口浏览", "API explorer")) : Stream.empty();
        String version = InsurerPage.class.getPackage().getImplementationVersion();
        return new StatusPage(
                InsurerConsole.statusFrame(dev),
                "insurance-backend",
                version == null ? "" : version,
                List.of(books, cards),
                Stream.concat(always, first).toList());
    }
}
