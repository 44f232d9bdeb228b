package org.sscard.launcher.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.sscard.servicekit.backup.Backup;
import org.sscard.servicekit.backup.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = "把一个服务的数据存成一个文件并验证，服务可以继续运行 / saves a service's data to one file and proves it;"
                + " the service may go on running",
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private SavedService service;

    @Option(names = "--check", description = "只验证已有的备份 / only proves an existing backup")
    private boolean check;

    @Parameters(paramLabel = "FILE", description = "备份文件，不得已存在 / the backup file, which must not exist")
    private Path file;

    @Override
    public Integer call() {
        SavedService.Place place = service.place();
        Manifest manifest = check
                ? Backup.check(place.data(), file)
                : Backup.write(place.data(), place.database(), place.directory(), file, Clock.system(Region.TIME_ZONE));
        service.describe(manifest);
        service.say("备份完好：" + file, "the backup is whole: " + file);
        return ExitCode.DONE;
    }
}
