package org.sscard.issuer.photo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A zip of photos, each named by its person's id number. Nothing of it is ever written to the names that it holds; no entry
 * is read further than a photo may be long, whatever its directory says about it.
 */
final class PhotoArchive {

    private static final int MOST_ENTRIES = 100_000;
    /** All entries together; a hundred thousand photos of 40 KB. */
    private static final long MOST_BYTES = 4L << 30;

    private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png");
    private static final Set<String> LEFT_BY_SYSTEMS = Set.of(".ds_store", "thumbs.db", "desktop.ini");

    private PhotoArchive() {}

    /**
     * @param photos takes id number and content, one at a time
     * @param faults takes what is wrong with the archive's entries
     * @return how many files there are
     * @throws CodedException PHOTO_ARCHIVE_REFUSED
     */
    static int read(Path file, BiConsumer<Named, byte[]> photos, Consumer<PhotoFault> faults) {
        // Names are ASCII where they are good; ISO 8859-1 reads every other one too.
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1)) {
            if (zip.size() > MOST_ENTRIES) {
                throw new CodedException(ErrorCode.PHOTO_ARCHIVE_REFUSED, "> " + MOST_ENTRIES);
            }
            List<Entry> good = new ArrayList<>();
            int files = named(zip, good, faults);
            long read = 0;
            for (Entry entry : good) {
                byte[] content = content(zip, entry);
                read += content.length;
                if (read > MOST_BYTES) {
                    throw new CodedException(ErrorCode.PHOTO_ARCHIVE_REFUSED, "> 4 GiB");
                }
                photos.accept(entry.named(), content);
            }
            return files;
        } catch (IOException | IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.PHOTO_ARCHIVE_REFUSED, "zip");
        }
    }

    /** @param file as it is told to people */
    record Named(String idNumber, String file) {

        @Override
        public String toString() {
            return file;
        }
    }

    private record Entry(ZipEntry zip, Named named) {}

    private static int named(ZipFile zip, List<Entry> good, Consumer<PhotoFault> faults) {
        Map<String, Integer> perPerson = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        int files = 0;
        for (ZipEntry entry : zip.stream().toList()) {
            if (entry.isDirectory() || leftBySystem(entry.getName())) {
                continue;
            }
            files++;
            try {
                Named named = named(entry.getName());
                perPerson.merge(named.idNumber(), 1, Integer::sum);
                entries.add(new Entry(entry, named));
            } catch (CodedException e) {
                faults.accept(new PhotoFault(shown(entry.getName()), e));
            }
        }
        for (Entry entry : entries) {
            if (perPerson.getOrDefault(entry.named().idNumber(), 0) > 1) {
                faults.accept(new PhotoFault(entry.named().file(), new CodedException(ErrorCode.PHOTO_DUPLICATE)));
            } else {
                good.add(entry);
            }
        }
        return files;
    }

    /** @throws CodedException PHOTO_PATH, PHOTO_NESTED_ARCHIVE, PHOTO_TYPE, PHOTO_NAME */
    static Named named(String path) {
        boolean outside = path.startsWith("/")
                || path.contains("\\")
                || path.contains(":")
                || List.of(path.split("/", -1)).contains("..");
        if (outside) {
            throw new CodedException(ErrorCode.PHOTO_PATH);
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (Set.of("zip", "rar", "7z", "gz", "tar").contains(ending)) {
            throw new CodedException(ErrorCode.PHOTO_NESTED_ARCHIVE);
        }
        if (!PICTURES.contains(ending)) {
            throw new CodedException(ErrorCode.PHOTO_TYPE);
        }
        String idNumber = name.substring(0, dot).strip().toUpperCase(Locale.ROOT);
        if (ResidentIdNumber.defect(idNumber).isPresent()) {
            throw new CodedException(ErrorCode.PHOTO_NAME);
        }
        return new Named(idNumber, shown(name));
    }

    private static boolean leftBySystem(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return path.startsWith("__MACOSX/") || LEFT_BY_SYSTEMS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Digits in a row are shown as of an id number: the first six and the last four. */
    static String shown(String name) {
        String printable = name.replaceAll("[^\\p{Print}]", "?")
                .replaceAll("([0-9]{6})[0-9]{5,}([0-9]{3}[0-9Xx])", "$1********$2");
        return printable.length() > 100 ? printable.substring(0, 100) + "…" : printable;
    }

    private static byte[] content(ZipFile zip, Entry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry.zip())) {
            // One byte more than is allowed: the picture is refused, and the rest of a bomb stays packed.
            return in.readNBytes(PictureFile.MOST_BYTES + 1);
        }
    }
}
