package org.sscard.servicekit.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.sscard.servicekit.backup.store.Probe;
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
 * Brings a backup back: into an empty data directory, and an empty database where that is external. All of it works in a
 * folder beside, which gets its name at the very end; so a restore that fails or is killed leaves nothing that looks whole.
 */
public final class Restore {

    private final ServiceData data;
    private final DatabaseConfig config;

    private Restore(ServiceData data, DatabaseConfig config) {
        this.data = data;
        this.config = config;
    }

    /**
     * Restores, compares every table with the backup's digest, brings the data to the newest schema and asks the probes.
     *
     * @throws CodedException DATA_BACKUP_DAMAGED, DATA_BACKUP_FOREIGN, DATA_BACKUP_TARGET_NOT_EMPTY, DATA_BACKUP_RULE_BROKEN,
     *     DATABASE_NEWER_THAN_PROGRAM, …
     */
    public static Manifest into(ServiceData data, Path file, DatabaseConfig config, Path directory) {
        try (Archive archive = Archive.open(file, data)) {
            new Restore(data, config).run(archive, directory.toAbsolutePath().normalize());
            return archive.manifest();
        }
    }

    private void run(Archive archive, Path directory) {
        requireEmpty(directory);
        Path work = directory.resolveSibling(directory.getFileName() + ".restoring");
        DurableFiles.deleteQuietly(work);
        try {
            try (DataDirectory lock = DataDirectory.open(work, data.name())) {
                files(archive, lock.path());
                database(archive, lock.path());
            }
            Files.deleteIfExists(directory);
            Files.move(work, directory, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.sync(directory.getParent());
        } catch (IOException e) {
            throw DurableFiles.failed(e, directory);
        } finally {
            DurableFiles.deleteQuietly(work);
        }
    }

    private static void requireEmpty(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isPresent()) {
                throw new CodedException(ErrorCode.DATA_BACKUP_TARGET_NOT_EMPTY, directory);
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_BACKUP_TARGET_NOT_EMPTY, directory);
        }
    }

    private static void files(Archive archive, Path work) throws IOException {
        for (Manifest.SavedFile file : archive.manifest().files()) {
            Path target = work.resolve(file.path());
            Path parent = target.getParent();
            if (parent != null) {
                Files.createDirectories(
                        parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (InputStream content = archive.content(Archive.fileEntry(file.path()));
                    OutputStream output = Files.newOutputStream(target)) {
                content.transferTo(output);
            }
        }
    }

    private void database(Archive archive, Path work) throws IOException {
        try (Database database = Database.asItStands(config, work)) {
            try (TableCopies copies = TableCopies.reading(database.dataSource())) {
                if (!copies.isEmpty()) {
                    throw new CodedException(ErrorCode.DATA_BACKUP_TARGET_NOT_EMPTY, database.description());
                }
            }
            try {
                fill(archive, database);
                ask(data.probes(), database);
            } catch (RuntimeException | IOException e) {
                Migrations.undoAll(database.dataSource());
                throw e;
            }
        }
    }

    private void fill(Archive archive, Database database) throws IOException {
        Map<String, String> versions = archive.manifest().schemas();
        List<String> known = data.schemas().stream().map(Schema::name).toList();
        if (!known.containsAll(versions.keySet())) {
            throw new CodedException(ErrorCode.DATABASE_NEWER_THAN_PROGRAM);
        }
        for (Schema schema : data.schemas()) {
            Migrations.of(database.dataSource(), schema).to(versions.getOrDefault(schema.name(), Migrations.NONE));
        }
        load(archive, database);
        for (Schema schema : data.schemas()) {
            Migrations.of(database.dataSource(), schema).toNewest();
        }
    }

    private static void load(Archive archive, Database database) throws IOException {
        Manifest manifest = archive.manifest();
        try (TableCopies copies = TableCopies.loading(database.dataSource())) {
            if (!copies.tables().keySet().equals(Set.copyOf(names(manifest)))) {
                throw new CodedException(ErrorCode.DATA_BACKUP_REFUSED, "schema");
            }
            copies.empty(names(manifest));
            for (SavedTable table : manifest.tables()) {
                try (InputStream rows = archive.content(Archive.tableEntry(table.name()))) {
                    copies.copyIn(table.name(), table.columns(), rows);
                }
                SavedTable loaded = copies.copyOut(table.name(), table.columns(), OutputStream.nullOutputStream());
                if (!loaded.equals(table)) {
                    throw new CodedException(ErrorCode.DATA_BACKUP_REFUSED, table.name());
                }
            }
            manifest.sequences().forEach(copies::set);
            copies.wakeTriggers(names(manifest));
            copies.commit();
        }
    }

    private static List<String> names(Manifest manifest) {
        return manifest.tables().stream().map(SavedTable::name).toList();
    }

    static void ask(List<Probe> probes, Database database) {
        try (TableCopies copies = TableCopies.reading(database.dataSource())) {
            for (Probe probe : probes) {
                long broken = copies.number(probe.sql());
                if (broken != 0) {
                    throw new CodedException(ErrorCode.DATA_BACKUP_RULE_BROKEN, probe.name(), broken);
                }
            }
        }
    }
}
