package org.sscard.servicekit.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs out of the class path, unpacked once per version into the user's cache. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /** The folder that holds {@code bin}, {@code lib} and {@code share}. */
    static Path unpacked() throws IOException {
        String resource = resource();
        Path cache = cache();
        Path home = cache.resolve(digest(resource));
        if (Files.isDirectory(home)) {
            return home;
        }
        Files.createDirectories(cache);
        Path partial = Files.createTempDirectory(
                cache, "unpacking", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        unpack(resource, partial);
        try {
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            // Another process was faster; its copy is the same.
            TemporaryFiles.delete(partial);
        }
        return home;
    }

    private static String resource() throws IOException {
        String architecture = switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> throw new IOException("no embedded PostgreSQL for " + System.getProperty("os.arch"));
        };
        String resource = "/postgres-linux-" + architecture + ".txz";
        if (PostgresBinaries.class.getResource(resource) == null) {
            throw new IOException("the embedded PostgreSQL is not on the class path: " + resource);
        }
        return resource;
    }

    /** Root's home is closed to the user that PostgreSQL may have to run as, so root uses the system's cache. */
    private static Path cache() {
        boolean root = System.getProperty("user.name").equals("root");
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = root
                ? Path.of("/var/cache")
                : configured != null ? Path.of(configured) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("sscard").resolve("postgresql");
    }

    private static String digest(String resource) throws IOException {
        try (DigestInputStream input = new DigestInputStream(open(resource), MessageDigest.getInstance("SHA-256"))) {
            input.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(input.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(String resource, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(open(resource))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("an entry leaves the archive: " + entry.getName());
                }
                write(tar, entry, target);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        try {
            Files.copy(tar, target);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("an entry stands twice in the archive: " + entry.getName(), e);
        }
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((entry.getMode() & 0100) != 0) {
            permissions.addAll(EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        Files.setPosixFilePermissions(target, permissions);
    }

    private static InputStream open(String resource) throws IOException {
        InputStream input = PostgresBinaries.class.getResourceAsStream(resource);
        if (input == null) {
            throw new IOException("the embedded PostgreSQL is not on the class path: " + resource);
        }
        return input;
    }
}
