package org.sscard.launcher.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.sscard.servicekit.backup.Manifest;
import org.sscard.servicekit.backup.Upgrade;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "upgrade",
        description = "先备份，再把停止的服务的数据升级到最新结构并核对 / saves a stopped service's data, then brings it to the"
                + " newest schema and checks it",
        mixinStandardHelpOptions = true)
final class UpgradeCommand implements Callable<Integer> {

    @Mixin
    private SavedService service;

    @Parameters(paramLabel = "FILE", description = "升级前的备份 / the backup that is written before")
    private Path file;

    @Override
    public Integer call() {
        SavedService.Place place = service.place();
        Upgrade upgrade =
                Upgrade.run(place.data(), place.database(), place.directory(), file, Clock.system(Region.TIME_ZONE));
        Manifest backup = upgrade.backup();
        if (backup == null) {
            service.say("数据结构已是最新 " + upgrade.after(), "the data have the newest schema " + upgrade.after());
            return ExitCode.DONE;
        }
        service.describe(backup);
        service.say(
                "已升级：" + upgrade.before() + " → " + upgrade.after() + "，备份在 " + file,
                "upgraded: " + upgrade.before() + " -> " + upgrade.after() + ", saved before in " + file);
        return ExitCode.DONE;
    }
}
