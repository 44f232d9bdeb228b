package org.sscard.servicekit.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sscard.servicekit.backup.store.DigestingOutput;
import org.sscard.servicekit.backup.store.SavedTable;
import org.sscard.servicekit.backup.store.TableCopies;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.database.Migrations;
import org.sscard.servicekit.database.Schema;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Writes a service's data into one file, also while the service runs: every table as of one instant, then the files, which
 * are append only or replaced whole. The file holds persons' data in clear; only its owner may read it.
 */
public final class Backup {

    private Backup() {}

    /**
     * Writes a new file and proves it by reading it again; an existing one is never overwritten.
     *
     * @throws CodedException DATA_BACKUP_TARGET_EXISTS, DATA_BACKUP_FILE_FAILED, DISK_FULL, DATA_DIRECTORY_OTHER_SERVICE, …
     */
    public static Manifest write(ServiceData data, DatabaseConfig config, Path directory, Path target, Clock clock) {
        DataDirectory lock = lockUnlessServed(data, directory);
        try (lock;
                Database database = Database.asItStands(config, directory)) {
            return write(data, database, directory, target, clock);
        }
    }

    /** Proves a file whole and of this service, and answers what it says of itself. */
    public static Manifest check(ServiceData data, Path file) {
        try (Archive archive = Archive.open(file, data)) {
            return archive.manifest();
        }
    }

    /** The directory's lock, or none when its service runs and serves the database that is to be copied. */
    private static DataDirectory lockUnlessServed(ServiceData data, Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new CodedException(ErrorCode.DATA_BACKUP_SOURCE_MISSING, directory);
        }
        return DataDirectory.openOrShare(directory, data.name());
    }

    static Manifest write(ServiceData data, Database database, Path directory, Path target, Clock clock) {
        if (Files.exists(target)) {
            throw new CodedException(ErrorCode.DATA_BACKUP_TARGET_EXISTS, target);
        }
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Manifest manifest = fill(data, database, directory, partial, clock);
            try (Archive archive = Archive.open(partial, data)) {
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
                DurableFiles.sync(target.toAbsolutePath().getParent());
                return archive.manifest().equals(manifest) ? manifest : refuse(target);
            }
        } catch (IOException e) {
            throw DurableFiles.failed(e, target);
        } finally {
            DurableFiles.deleteQuietly(partial);
        }
    }

    private static Manifest refuse(Path target) {
        throw new CodedException(ErrorCode.DATA_BACKUP_DAMAGED, target, Archive.MANIFEST);
    }

    private static Manifest fill(ServiceData data, Database database, Path directory, Path partial, Clock clock)
            throws IOException {
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE);
                OutputStream file = java.nio.channels.Channels.newOutputStream(channel);
                ZipOutputStream zip = new ZipOutputStream(file, StandardCharsets.UTF_8);
                TableCopies copies = TableCopies.reading(database.dataSource())) {
            List<SavedTable> tables = new ArrayList<>();
            for (Map.Entry<String, List<String>> table : copies.tables().entrySet()) {
                zip.putNextEntry(new ZipEntry(Archive.tableEntry(table.getKey())));
                tables.add(copies.copyOut(table.getKey(), table.getValue(), zip));
                zip.closeEntry();
            }
            Manifest manifest = new Manifest(
                    Manifest.FORMAT,
                    data.name(),
                    clock.instant().toString(),
                    copies.serverVersion(),
                    versions(data, database),
                    tables,
                    copies.sequences(),
                    files(data, directory, zip));
            put(zip, Archive.MANIFEST, manifest.json());
            DigestingOutput digest = new DigestingOutput(OutputStream.nullOutputStream());
            digest.write(manifest.json());
            put(zip, Archive.MANIFEST_DIGEST, digest.sha256().getBytes(StandardCharsets.US_ASCII));
            zip.finish();
            channel.force(true);
            return manifest;
        }
    }

    static Map<String, String> versions(ServiceData data, Database database) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Schema schema : data.schemas()) {
            versions.put(
                    schema.name(), Migrations.of(database.dataSource(), schema).version());
        }
        return versions;
    }

    private static List<Manifest.SavedFile> files(ServiceData data, Path directory, ZipOutputStream zip)
            throws IOException {
        List<Manifest.SavedFile> files = new ArrayList<>();
        for (String name : data.files()) {
            for (Path file : regularFiles(directory.resolve(name))) {
                String path = directory.relativize(file).toString();
                zip.putNextEntry(new ZipEntry(Archive.fileEntry(path)));
                DigestingOutput output = new DigestingOutput(zip);
                Files.copy(file, output);
                zip.closeEntry();
                files.add(new Manifest.SavedFile(path, output.bytes(), output.sha256()));
            }
        }
        return files;
    }

    private static List<Path> regularFiles(Path root) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
