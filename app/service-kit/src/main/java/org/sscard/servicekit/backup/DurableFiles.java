package org.sscard.servicekit.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What writing to a disk takes beyond writing. */
final class DurableFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);

    private DurableFiles() {}

    /** A new name in a folder is durable only after this. */
    static void sync(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static CodedException failed(IOException failure, Path shown) {
        boolean full = String.valueOf(failure.getMessage()).contains("No space left");
        return full
                ? new CodedException(failure, ErrorCode.DISK_FULL, shown)
                : new CodedException(failure, ErrorCode.DATA_BACKUP_FILE_FAILED, shown);
    }

    /** Takes away a file, or a folder with all that is in it, of which nobody needs anything. */
    static void deleteQuietly(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(path)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : paths) {
                Files.delete(each);
            }
        } catch (IOException e) {
            LOG.warn("{} is left behind", path, e);
        }
    }
}
