package org.sscard.insurance.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.imports.RowFault;
import org.sscard.servicekit.pages.UploadedFile;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Files between their upload and what is done with them, in memory and for half an hour; only who brought one gets it back.
 * 32 MiB are kept at most: the oldest make room.
 */
final class PendingFiles {

    private static final int MOST_BYTES = 32 << 20;
    private static final Duration KEPT = Duration.ofMinutes(30);

    private final Clock clock;
    private final Map<String, Pending> files = new LinkedHashMap<>();

    /** @param faults what was found wrong with its rows */
    record Pending(String account, UploadedFile file, List<RowFault> faults, Instant until) {}

    PendingFiles(Clock clock) {
        this.clock = clock;
    }

    synchronized void keep(String id, String account, UploadedFile file, List<RowFault> faults) {
        Instant now = clock.instant();
        files.values().removeIf(pending -> pending.until().isBefore(now));
        while (!files.isEmpty() && bytes() + file.size() > MOST_BYTES) {
            files.remove(files.keySet().iterator().next());
        }
        files.put(id, new Pending(account, file, List.copyOf(faults), now.plus(KEPT)));
    }

    private int bytes() {
        return files.values().stream()
                .mapToInt(pending -> pending.file().size())
                .sum();
    }

    synchronized Pending find(String id, String account) {
        Pending pending = files.get(id);
        if (pending == null
                || !pending.account().equals(account)
                || pending.until().isBefore(clock.instant())) {
            throw new CodedException(ErrorCode.UPLOAD_GONE);
        }
        return pending;
    }
}
