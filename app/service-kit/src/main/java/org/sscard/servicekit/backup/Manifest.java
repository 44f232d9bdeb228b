package org.sscard.servicekit.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.sscard.servicekit.backup.store.SavedSequence;
import org.sscard.servicekit.backup.store.SavedTable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What a backup says of itself; the last entry of its file, so that a backup that was cut off has none.
 *
 * @param createdAt ISO 8601, UTC
 * @param schemas version by schema
 * @param tables in an order in which they can be filled
 */
public record Manifest(
        int format,
        String service,
        String createdAt,
        String database,
        Map<String, String> schemas,
        List<SavedTable> tables,
        List<SavedSequence> sequences,
        List<SavedFile> files) {

    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Manifest {
        schemas = Map.copyOf(schemas);
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        files = List.copyOf(files);
    }

    /** A file of the data directory; {@code path} is relative, with slashes. */
    public record SavedFile(String path, long bytes, String sha256) {}

    public long rows() {
        return tables.stream().mapToLong(SavedTable::rows).sum();
    }

    byte[] json() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Manifest parse(byte[] json, Object shown) {
        try {
            Manifest manifest = JSON.readValue(json, Manifest.class);
            if (manifest.format() != FORMAT) {
                throw new CodedException(ErrorCode.DATA_BACKUP_FORMAT_UNKNOWN, manifest.format());
            }
            return manifest;
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            throw new CodedException(e, ErrorCode.DATA_BACKUP_DAMAGED, shown, "manifest.json");
        }
    }
}
