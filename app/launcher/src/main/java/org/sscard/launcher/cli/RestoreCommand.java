package org.sscard.launcher.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sscard.servicekit.backup.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "把备份恢复到空的数据目录并核对，失败时不留下任何东西 / restores a backup into an empty data directory and"
                + " compares it; a failure leaves nothing behind",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private SavedService service;

    @Parameters(paramLabel = "FILE", description = "备份文件 / the backup file")
    private Path file;

    @Override
    public Integer call() {
        SavedService.Place place = service.place();
        service.describe(Restore.into(place.data(), file, place.database(), place.directory()));
        service.say("已恢复并核对：" + place.directory(), "restored and compared: " + place.directory());
        return ExitCode.DONE;
    }
}
