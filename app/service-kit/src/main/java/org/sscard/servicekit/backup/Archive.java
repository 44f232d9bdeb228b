package org.sscard.servicekit.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.sscard.servicekit.backup.store.DigestingOutput;
import org.sscard.servicekit.backup.store.SavedTable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A backup file that is to be read: a ZIP with {@code tables/NAME.copy}, {@code files/PATH}, {@code manifest.json} and its
 * digest {@code manifest.sha256}. Opening it proves it whole; nothing of a damaged one is used.
 */
final class Archive implements AutoCloseable {

    static final String MANIFEST = "manifest.json";
    static final String MANIFEST_DIGEST = "manifest.sha256";

    private static final int LARGEST_MANIFEST = 16 << 20;

    private final Path path;
    private final ZipFile zip;
    private final Manifest manifest;

    private Archive(Path path, ZipFile zip, Manifest manifest) {
        this.path = path;
        this.zip = zip;
        this.manifest = manifest;
    }

    static String tableEntry(String table) {
        return "tables/" + table + ".copy";
    }

    static String fileEntry(String path) {
        return "files/" + path;
    }

    /** Throws DATA_BACKUP_FILE_FAILED, DATA_BACKUP_DAMAGED, DATA_BACKUP_FOREIGN, DATA_BACKUP_FORMAT_UNKNOWN. */
    static Archive open(Path path, ServiceData data) {
        if (!path.toFile().isFile() || !path.toFile().canRead()) {
            throw new CodedException(ErrorCode.DATA_BACKUP_FILE_FAILED, path);
        }
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_BACKUP_DAMAGED, path, "zip");
        }
        try {
            Archive archive = new Archive(path, zip, manifest(zip, path));
            if (!archive.manifest.service().equals(data.name())) {
                throw new CodedException(ErrorCode.DATA_BACKUP_FOREIGN, path, archive.manifest.service(), data.name());
            }
            archive.prove();
            return archive;
        } catch (CodedException e) {
            closeQuietly(zip, e);
            throw e;
        }
    }

    private static Manifest manifest(ZipFile zip, Path path) {
        byte[] json = read(zip, path, MANIFEST, LARGEST_MANIFEST);
        String told = new String(read(zip, path, MANIFEST_DIGEST, 80), StandardCharsets.US_ASCII).strip();
        DigestingOutput digest = new DigestingOutput(OutputStream.nullOutputStream());
        try {
            digest.write(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (!digest.sha256().equals(told)) {
            throw new CodedException(ErrorCode.DATA_BACKUP_DAMAGED, path, MANIFEST);
        }
        return Manifest.parse(json, path);
    }

    private static byte[] read(ZipFile zip, Path path, String name, int atMost) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new CodedException(ErrorCode.DATA_BACKUP_DAMAGED, path, name);
        }
        try (InputStream input = zip.getInputStream(entry)) {
            return input.readNBytes(atMost);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_BACKUP_DAMAGED, path, name);
        }
    }

    private void prove() {
        Set<String> expected = manifest.tables().stream()
                .map(table -> tableEntry(table.name()))
                .collect(Collectors.toSet());
        manifest.files().forEach(file -> expected.add(fileEntry(file.path())));
        expected.addAll(Set.of(MANIFEST, MANIFEST_DIGEST));
        zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> !expected.contains(name))
                .forEach(this::damaged);
        for (SavedTable table : manifest.tables()) {
            prove(tableEntry(table.name()), table.bytes(), table.sha256());
        }
        for (Manifest.SavedFile file : manifest.files()) {
            if (Path.of(file.path()).isAbsolute() || file.path().contains("..")) {
                damaged(file.path());
            }
            prove(fileEntry(file.path()), file.bytes(), file.sha256());
        }
    }

    private void prove(String name, long bytes, String sha256) {
        try (DigestingOutput digest = new DigestingOutput(OutputStream.nullOutputStream());
                InputStream content = content(name)) {
            content.transferTo(digest);
            if (digest.bytes() != bytes || !digest.sha256().equals(sha256)) {
                damaged(name);
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_BACKUP_DAMAGED, path, name);
        }
    }

    private void damaged(String part) {
        throw new CodedException(ErrorCode.DATA_BACKUP_DAMAGED, path, part);
    }

    Manifest manifest() {
        return manifest;
    }

    InputStream content(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new CodedException(ErrorCode.DATA_BACKUP_DAMAGED, path, name);
        }
        return zip.getInputStream(entry);
    }

    private static void closeQuietly(ZipFile zip, Exception because) {
        try {
            zip.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_BACKUP_FILE_FAILED, path);
        }
    }
}
