package org.sscard.issuer.photo;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.photo.store.PhotoStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Photos from their upload to the card. The file that was brought is read once and never kept; a smaller copy without its data
 * waits, encrypted, for the crop and is erased with the decision. One picture is decoded at a time.
 */
public final class PhotoDesk {

    /** Longer side of a working copy. */
    private static final int WORKING_SIDE = 2_000;

    private static final int MOST_REASON = 200;

    private final PhotoStore store;
    private final Object oneAtATime = new Object();

    public PhotoDesk(PhotoStore store) {
        this.store = store;
    }

    /**
     * One picture named by its person's id number, or a zip of such pictures.
     *
     * @throws CodedException PHOTO_ARCHIVE_REFUSED
     */
    public PhotoIntake bring(String fileName, Path file, String who) {
        List<PhotoFault> faults = new ArrayList<>();
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        int files;
        if (fileName.toLowerCase(Locale.ROOT).endsWith(".zip")) {
            files = PhotoArchive.read(file, (named, content) -> take(named, content, who, counts, faults), faults::add);
        } else {
            files = 1;
            try {
                take(PhotoArchive.named(fileName), content(file), who, counts, faults);
            } catch (CodedException e) {
                faults.add(new PhotoFault(PhotoArchive.shown(fileName), e));
            }
        }
        return new PhotoIntake(
                files,
                counts.getOrDefault(Outcome.ACCEPTED, 0),
                counts.getOrDefault(Outcome.WAITING, 0),
                counts.getOrDefault(Outcome.REPEATED, 0),
                faults);
    }

    private enum Outcome {
        ACCEPTED,
        WAITING,
        REPEATED
    }

    private static byte[] content(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(PictureFile.MOST_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(
            PhotoArchive.Named named,
            byte[] content,
            String who,
            Map<Outcome, Integer> counts,
            List<PhotoFault> faults) {
        try {
            counts.merge(taken(named.idNumber(), content, who), 1, Integer::sum);
        } catch (CodedException e) {
            faults.add(new PhotoFault(named.file(), e));
        }
    }

    private Outcome taken(String idNumber, byte[] content, String who) {
        if (store.knows(idNumber, content)) {
            return Outcome.REPEATED;
        }
        synchronized (oneAtATime) {
            BufferedImage picture = PictureFile.decoded(content);
            if (picture.getWidth() < Crop.LEAST_WIDTH || picture.getHeight() < Crop.LEAST_HEIGHT) {
                throw new CodedException(ErrorCode.PHOTO_TOO_SMALL, picture.getWidth(), picture.getHeight());
            }
            BufferedImage working = working(picture);
            int width = working.getWidth();
            int height = working.getHeight();
            UUID photoId = UUID.randomUUID();
            if (Crop.isCut(width, height)) {
                Crop whole = Crop.middle(width, height);
                CardPicture result = CardPicture.of(working, whole);
                store.add(photoId, idNumber, content, CardPicture.workingCopy(working), width, height, who);
                store.accept(photoId, whole, result, who);
                return Outcome.ACCEPTED;
            }
            store.add(photoId, idNumber, content, CardPicture.workingCopy(working), width, height, who);
            return Outcome.WAITING;
        }
    }

    private static BufferedImage working(BufferedImage picture) {
        int longer = Math.max(picture.getWidth(), picture.getHeight());
        return longer <= WORKING_SIDE
                ? picture
                : PictureFile.scaled(
                        picture,
                        Math.max(1, picture.getWidth() * WORKING_SIDE / longer),
                        Math.max(1, picture.getHeight() * WORKING_SIDE / longer));
    }

    /** What a crop would come to; nothing is changed. @throws CodedException as {@link #crop} */
    public CardPicture tried(UUID photoId, Crop crop) {
        byte[] working = store.working(photoId).orElseThrow(() -> new CodedException(ErrorCode.PHOTO_STATE));
        synchronized (oneAtATime) {
            return CardPicture.of(PictureFile.decoded(working), crop);
        }
    }

    /** @throws CodedException PHOTO_NOT_FOUND, PHOTO_STATE, PHOTO_CROP, PHOTO_TOO_SMALL, PHOTO_QUALITY */
    public Photo crop(UUID photoId, Crop crop, String who) {
        find(photoId);
        store.accept(photoId, crop, tried(photoId, crop), who);
        return find(photoId);
    }

    /** @throws CodedException PHOTO_NOT_FOUND, PHOTO_STATE */
    public Photo refuse(UUID photoId, String reason, String who) {
        if (reason.isBlank() || reason.length() > MOST_REASON) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "reason", "1-" + MOST_REASON);
        }
        find(photoId);
        store.refuse(photoId, reason.strip(), who);
        return find(photoId);
    }

    /** @throws CodedException PHOTO_NOT_FOUND */
    public Photo find(UUID photoId) {
        return store.find(photoId).orElseThrow(() -> new CodedException(ErrorCode.PHOTO_NOT_FOUND));
    }

    /** @param state null: any; those that wait oldest first, others newest first */
    public List<Photo> list(Photo.@Nullable State state, int limit) {
        return store.list(state, limit);
    }

    /** All photos of a person, newest first. */
    public List<Photo> ofPerson(String idNumber) {
        return store.ofPerson(idNumber);
    }

    /** The copy that waits for its crop, JPEG. */
    public Optional<byte[]> working(UUID photoId) {
        return store.working(photoId);
    }

    /** What the card will hold, JPEG. */
    public Optional<byte[]> result(UUID photoId) {
        return store.result(photoId);
    }
}
