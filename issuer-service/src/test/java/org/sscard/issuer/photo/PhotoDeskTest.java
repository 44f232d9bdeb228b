package org.sscard.issuer.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.photo.store.PhotoStore;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.MadeCards;
import org.sscard.issuer.registry.Person;
import org.sscard.issuer.registry.store.PersonBook;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Photos from their upload to the card, with everything that is no photo. */
class PhotoDeskTest {

    private static final String WHO = "op";

    @TempDir
    private Path directory;

    private Bench bench;
    private PhotoStore store;
    private PhotoDesk desk;

    @BeforeEach
    void open() {
        bench = Bench.registryOnly();
        store = new PhotoStore(bench.database, bench.clock, Bench.SEAL);
        desk = new PhotoDesk(store);
    }

    @Test
    void photoCutAs26To32_isTaken_andComesWithin4096Bytes() throws IOException {
        CardRecord card = new MadeCards(bench).reviewed();
        PhotoIntake intake = bring(card.holder().idNumber() + ".jpg", Portraits.jpeg(650, 800));
        assertThat(intake.accepted()).isEqualTo(1);
        assertThat(intake.faults()).isEmpty();
        byte[] onCard = store.ofCard(card.cardId()).orElseThrow();
        assertThat(onCard.length).isBetween(1_000, CardPicture.MOST_BYTES);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(onCard));
        assertThat(picture.getWidth()).isEqualTo(Crop.LEAST_WIDTH);
        assertThat(picture.getHeight()).isEqualTo(Crop.LEAST_HEIGHT);
        // JFIF, 300 dots an inch both ways
        assertThat(Arrays.copyOfRange(onCard, 6, 18)).startsWith('J', 'F', 'I', 'F', 0, 1, 2, 1, 1, 44, 1, 44);
        Photo photo = desk.ofPerson(card.holder().idNumber()).get(0);
        assertThat(photo.centibels()).isGreaterThan(CardPicture.FLOOR_CENTIBELS);
        assertThat(desk.working(photo.photoId())).isEmpty();
    }

    @Test
    void otherPhoto_waitsForItsCrop_whichErasesTheCopy() {
        PhotoIntake intake = bring(number(1) + ".png", Portraits.bytes(Portraits.face(1_200, 900), "png"));
        assertThat(intake.waiting()).isEqualTo(1);
        Photo waiting = desk.list(Photo.State.WAITING, 10).get(0);
        assertThatThrownBy(() -> desk.crop(waiting.photoId(), new Crop(800, 0, 600), WHO))
                .satisfies(refused(ErrorCode.PHOTO_CROP));
        assertThatThrownBy(() -> desk.crop(waiting.photoId(), new Crop(0, 0, 200), WHO))
                .satisfies(refused(ErrorCode.PHOTO_TOO_SMALL));
        Photo accepted = desk.crop(waiting.photoId(), Crop.middle(waiting.width(), waiting.height()), WHO);
        assertThat(accepted.state()).isEqualTo(Photo.State.ACCEPTED);
        assertThat(desk.working(waiting.photoId())).isEmpty();
        assertThat(desk.result(waiting.photoId())).isPresent();
        assertThatThrownBy(() -> desk.crop(waiting.photoId(), Crop.middle(1_200, 900), WHO))
                .satisfies(refused(ErrorCode.PHOTO_STATE));
    }

    @Test
    void samePhotoAgain_isRepeated_anotherOneReplacesIt() {
        byte[] first = Portraits.jpeg(650, 800);
        bring(number(1) + ".jpg", first);
        assertThat(bring(number(1) + ".jpg", first).repeated()).isEqualTo(1);
        bring(number(1) + ".jpg", Portraits.jpeg(520, 640));
        assertThat(desk.ofPerson(number(1)))
                .extracting(Photo::state)
                .containsExactlyInAnyOrder(Photo.State.ACCEPTED, Photo.State.REPLACED);
        Photo replaced = desk.list(Photo.State.REPLACED, 1).get(0);
        assertThat(desk.result(replaced.photoId())).isEmpty();
    }

    @Test
    void whatIsNoPhoto_isRefusedWithItsReason() {
        byte[] good = Portraits.jpeg(650, 800);
        Map<ErrorCode, byte[]> bad = new LinkedHashMap<>();
        bad.put(ErrorCode.PHOTO_TYPE, Portraits.bytes(Portraits.face(400, 500), "bmp"));
        bad.put(ErrorCode.PHOTO_TOO_SMALL, Portraits.jpeg(200, 250));
        bad.put(ErrorCode.PHOTO_UNREADABLE, Arrays.copyOf(good, 300));
        bad.put(ErrorCode.PHOTO_QUALITY, Portraits.bytes(Portraits.noise(650, 800), "jpeg"));
        bad.put(ErrorCode.PHOTO_TOO_MANY_PIXELS, pngOf(60_000, 60_000));
        bad.put(ErrorCode.PHOTO_NESTED_ARCHIVE, zip(Map.of("a", good)));
        bad.put(ErrorCode.PHOTO_FILE_TOO_LARGE, Arrays.copyOf(good, PictureFile.MOST_BYTES + 1));
        bad.forEach((code, content) -> assertThat(
                        bring(number(1) + ".jpg", content).faults())
                .as(code.name())
                .extracting(fault -> fault.why().code())
                .containsExactly(code));
        assertThat(bring("photo.jpg", good).faults().get(0).why().code()).isEqualTo(ErrorCode.PHOTO_NAME);
        assertThat(desk.list(null, 10)).isEmpty();
    }

    @Test
    void zipOfPhotos_isAnsweredEntryByEntry() throws IOException {
        byte[] good = Portraits.jpeg(650, 800);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(number(1) + ".jpg", good);
        entries.put("class 1/" + number(2) + ".JPG", good);
        entries.put("../" + number(3) + ".jpg", good);
        entries.put("/etc/" + number(4) + ".jpg", good);
        entries.put(number(5) + ".jpg", good);
        entries.put("again/" + number(5) + ".jpg", good);
        entries.put("inner.zip", zip(Map.of(number(6) + ".jpg", good)));
        entries.put(number(7) + ".jpg", new byte[200 << 20]);
        entries.put("readme.txt", new byte[3]);
        entries.put("__MACOSX/._" + number(1) + ".jpg", new byte[3]);
        entries.put("Thumbs.db", new byte[3]);
        byte[] archive = zip(entries);
        assertThat(archive.length).isLessThan(1 << 20);
        PhotoIntake intake = bring("photos.zip", archive);
        assertThat(intake.files()).isEqualTo(9);
        assertThat(intake.accepted()).isEqualTo(2);
        assertThat(intake.faults())
                .extracting(fault -> fault.why().code())
                .containsExactlyInAnyOrder(
                        ErrorCode.PHOTO_PATH,
                        ErrorCode.PHOTO_PATH,
                        ErrorCode.PHOTO_DUPLICATE,
                        ErrorCode.PHOTO_DUPLICATE,
                        ErrorCode.PHOTO_NESTED_ARCHIVE,
                        ErrorCode.PHOTO_FILE_TOO_LARGE,
                        ErrorCode.PHOTO_TYPE);
        assertThat(intake.faults()).noneMatch(fault -> fault.file().contains(number(5)));
        assertThatThrownBy(() -> bring("photos.zip", Arrays.copyOf(archive, archive.length / 2)))
                .satisfies(refused(ErrorCode.PHOTO_ARCHIVE_REFUSED));
        try (var left = Files.list(directory)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void cameraHeldSideways_isTurned_andNothingOfExifStays() {
        byte[] sideways = withOrientation(Portraits.jpeg(800, 650), 6);
        assertThat(new String(sideways, StandardCharsets.ISO_8859_1)).contains("Exif");
        assertThat(bring(number(1) + ".jpg", sideways).accepted()).isEqualTo(1);
        Photo photo = desk.ofPerson(number(1)).get(0);
        assertThat(photo.width()).isEqualTo(650);
        assertThat(new String(desk.result(photo.photoId()).orElseThrow(), StandardCharsets.ISO_8859_1))
                .doesNotContain("Exif", "SecretCamera");
    }

    @Test
    void photosAtRest_areEncrypted_boundToTheirPerson_andGoWithACorrectedNumber() {
        CardRecord card = new MadeCards(bench).reviewed();
        Person holder = card.holder();
        bring(holder.idNumber() + ".jpg", Portraits.jpeg(650, 800));
        bring(number(2) + ".jpg", Portraits.jpeg(520, 640));
        Person corrected = new Person(
                number(900),
                holder.name(),
                holder.sex(),
                holder.ethnicGroup(),
                holder.birthplace(),
                holder.birthDate(),
                holder.hukouRegion(),
                holder.hukouAddress(),
                holder.phone());
        PersonBook persons =
                new PersonBook(bench.database, bench.clock, Bench.SEAL, bench.book, store::idNumberChanged);
        persons.correct(persons.find(holder.idNumber()).orElseThrow(), 1, corrected, WHO, "证件号录错");
        assertThat(store.ofCard(card.cardId())).isPresent();
        assertThat(desk.ofPerson(number(900))).hasSize(1);
        bench.database.jdbi().useHandle(handle -> {
            assertThat(handle.createQuery("select t::text from photo t")
                            .mapTo(String.class)
                            .list())
                    .noneMatch(row -> row.contains(number(2)) || row.contains("4a464946"));
            handle.execute(
                    "update photo set state = 'REFUSED' where id_index = ?", (Object) Bench.SEAL.index(number(900)));
            handle.execute(
                    "update photo set id_index = ? where id_index = ?",
                    Bench.SEAL.index(number(900)),
                    Bench.SEAL.index(number(2)));
        });
        assertThatThrownBy(() -> store.ofCard(card.cardId())).satisfies(refused(ErrorCode.REGISTRY_ROW_TAMPERED));
    }

    private static String number(int person) {
        return Bench.person(person).idNumber();
    }

    private PhotoIntake bring(String name, byte[] content) {
        try {
            return desk.bring(name, Files.write(directory.resolve("upload"), content), WHO);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** A PNG that says it is so large, and has no pixel. */
    private static byte[] pngOf(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13});
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(header);
        out.writeBytes(header);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return out.toByteArray();
    }

    /** The JPEG with an EXIF segment: orientation, and a text that must not reach a card. */
    private static byte[] withOrientation(byte[] jpeg, int orientation) {
        byte[] exif = ByteBuffer.allocate(64)
                .put(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, 62, 'E', 'x', 'i', 'f', 0, 0})
                .put(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1})
                .put(new byte[] {1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0})
                .put("SecretCamera".getBytes(StandardCharsets.US_ASCII))
                .array();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(exif);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    private static Consumer<Throwable> refused(ErrorCode code) {
        return failure -> assertThat(failure)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
