package org.sscard.issuer.photo.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.photo.CardPicture;
import org.sscard.issuer.photo.Crop;
import org.sscard.issuer.photo.Photo;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Photos at rest, encrypted and bound to whose they are: a picture put under another number does not open. */
public final class PhotoStore {

    private static final String SELECT = """
            select f.*, exists (select 1 from person p where p.id_index = f.id_index) as person_known from photo f
            """;

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    public PhotoStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
    }

    /** What of a photo is encrypted. */
    private enum Part {
        NUMBER,
        WORKING,
        RESULT
    }

    /** Whether the same file waits or was accepted for the person. */
    public boolean knows(String idNumber, byte[] source) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select exists (select 1 from photo
                          where id_index = :index and source_index = :source and state in ('WAITING', 'ACCEPTED'))""")
                .bind("index", seal.index(idNumber))
                .bind("source", sourceIndex(source))
                .mapTo(Boolean.class)
                .one());
    }

    /** Adds a photo that waits; one that waited for the person before is replaced. */
    public void add(UUID photoId, String idNumber, byte[] source, byte[] working, int width, int height, String who) {
        byte[] index = seal.index(idNumber);
        jdbi.useTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(hashtextextended(encode(?, 'hex'), 0))", index);
            replaced(handle, index, Photo.State.WAITING, who);
            handle.createUpdate("""
                    insert into photo (photo_id, id_index, state, sealed_number, working, width, height, source_index,
                      brought_by, brought_at)
                    values (:id, :index, 'WAITING', :number, :working, :width, :height, :source, :who, :now)""")
                    .bind("id", photoId)
                    .bind("index", index)
                    .bind(
                            "number",
                            seal.seal(idNumber.getBytes(StandardCharsets.US_ASCII), bound(photoId, index, Part.NUMBER)))
                    .bind("working", seal.seal(working, bound(photoId, index, Part.WORKING)))
                    .bind("width", width)
                    .bind("height", height)
                    .bind("source", sourceIndex(source))
                    .bind("who", who)
                    .bind("now", clock.instant())
                    .execute();
        });
    }

    /** Accepts a crop; the copy is erased, and the person's photo of before is replaced. @throws CodedException PHOTO_STATE */
    public void accept(UUID photoId, Crop crop, CardPicture result, String who) {
        jdbi.useTransaction(handle -> {
            byte[] index = indexOfWaiting(handle, photoId);
            replaced(handle, index, Photo.State.ACCEPTED, who);
            byte[] jpeg = result.jpeg();
            handle.createUpdate("""
                    update photo set state = 'ACCEPTED', working = null, result = :result, result_bytes = :bytes,
                      quality = :quality, crop_x = :x, crop_y = :y, crop_width = :width, decided_by = :who,
                      decided_at = :now
                    where photo_id = :id""")
                    .bind("result", seal.seal(jpeg, bound(photoId, index, Part.RESULT)))
                    .bind("bytes", jpeg.length)
                    .bind("quality", result.centibels())
                    .bind("x", crop.x())
                    .bind("y", crop.y())
                    .bind("width", crop.width())
                    .bind("who", who)
                    .bind("now", clock.instant())
                    .bind("id", photoId)
                    .execute();
        });
    }

    /** @throws CodedException PHOTO_STATE */
    public void refuse(UUID photoId, String reason, String who) {
        jdbi.useTransaction(handle -> {
            indexOfWaiting(handle, photoId);
            handle.execute(
                    "update photo set state = 'REFUSED', working = null, decided_by = ?, decided_at = ?, reason = ?"
                            + " where photo_id = ?",
                    who,
                    clock.instant(),
                    reason,
                    photoId);
        });
    }

    private static byte[] indexOfWaiting(Handle handle, UUID photoId) {
        return handle.createQuery("select id_index from photo where photo_id = :id and state = 'WAITING' for update")
                .bind("id", photoId)
                .mapTo(byte[].class)
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.PHOTO_STATE));
    }

    private void replaced(Handle handle, byte[] index, Photo.State state, String who) {
        handle.execute(
                "update photo set state = 'REPLACED', working = null, result = null, decided_by = ?, decided_at = ?"
                        + " where id_index = ? and state = ?",
                who,
                clock.instant(),
                index,
                state.name());
    }

    public Optional<Photo> find(UUID photoId) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + "where photo_id = :id")
                .bind("id", photoId)
                .map((row, context) -> photo(row))
                .findOne());
    }

    /** @param state null: any */
    public List<Photo> list(Photo.@Nullable State state, int limit) {
        String order = state == Photo.State.WAITING ? "order by brought_at" : "order by brought_at desc";
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + "where cast(:state as text) is null or state = :state " + order + " limit :limit")
                .bind("state", state == null ? null : state.name())
                .bind("limit", limit)
                .map((row, context) -> photo(row))
                .list());
    }

    public List<Photo> ofPerson(String idNumber) {
        return jdbi.withHandle(
                handle -> handle.createQuery(SELECT + "where id_index = :index order by brought_at desc limit 100")
                        .bind("index", seal.index(idNumber))
                        .map((row, context) -> photo(row))
                        .list());
    }

    /** The copy that waits for its crop, JPEG. */
    public Optional<byte[]> working(UUID photoId) {
        return picture(
                "select photo_id, id_index, working as picture from photo where photo_id = :id", photoId, Part.WORKING);
    }

    /** What the card will hold, JPEG. */
    public Optional<byte[]> result(UUID photoId) {
        return picture(
                "select photo_id, id_index, result as picture from photo where photo_id = :id", photoId, Part.RESULT);
    }

    /** The accepted photo of a card's holder, JPEG of at most 4,096 bytes. */
    public Optional<byte[]> ofCard(long cardId) {
        return picture("""
                select f.photo_id, f.id_index, f.result as picture from photo f
                  join person p on p.id_index = f.id_index join card c on c.person_id = p.person_id
                where c.card_id = :id and f.state = 'ACCEPTED'""", cardId, Part.RESULT);
    }

    private Optional<byte[]> picture(String query, Object id, Part part) {
        return jdbi.withHandle(handle -> handle.createQuery(query)
                .bind("id", id)
                .map((row, context) -> {
                    byte[] sealed = row.getBytes("picture");
                    return sealed == null
                            ? Optional.<byte[]>empty()
                            : Optional.of(seal.open(
                                    sealed,
                                    bound(row.getObject("photo_id", UUID.class), row.getBytes("id_index"), part)));
                })
                .findOne()
                .flatMap(found -> found));
    }

    /** A person's number was corrected: their photos go with them. */
    public void idNumberChanged(Handle handle, String before, String after) {
        byte[] old = seal.index(before);
        byte[] index = seal.index(after);
        handle.createQuery("select * from photo where id_index = :old for update")
                .bind("old", old)
                .map((row, context) -> {
                    UUID photoId = row.getObject("photo_id", UUID.class);
                    return handle.createUpdate("""
                                    update photo set id_index = :index, sealed_number = :number, working = :working,
                                      result = :result where photo_id = :id""")
                            .bind("index", index)
                            .bind(
                                    "number",
                                    seal.seal(
                                            after.getBytes(StandardCharsets.US_ASCII),
                                            bound(photoId, index, Part.NUMBER)))
                            .bind("working", again(row.getBytes("working"), photoId, old, index, Part.WORKING))
                            .bind("result", again(row.getBytes("result"), photoId, old, index, Part.RESULT))
                            .bind("id", photoId)
                            .execute();
                })
                .list();
    }

    private byte @Nullable [] again(byte @Nullable [] sealed, UUID photoId, byte[] old, byte[] index, Part part) {
        return sealed == null
                ? null
                : seal.seal(seal.open(sealed, bound(photoId, old, part)), bound(photoId, index, part));
    }

    private Photo photo(ResultSet row) throws SQLException {
        UUID photoId = row.getObject("photo_id", UUID.class);
        String idNumber = new String(
                seal.open(row.getBytes("sealed_number"), bound(photoId, row.getBytes("id_index"), Part.NUMBER)),
                StandardCharsets.US_ASCII);
        Integer width = row.getObject("crop_width", Integer.class);
        return new Photo(
                photoId,
                idNumber,
                Photo.State.valueOf(row.getString("state")),
                row.getInt("width"),
                row.getInt("height"),
                width == null
                        ? Optional.empty()
                        : Optional.of(new Crop(row.getInt("crop_x"), row.getInt("crop_y"), width)),
                row.getInt("result_bytes"),
                row.getInt("quality"),
                row.getString("brought_by"),
                row.getTimestamp("brought_at").toInstant(),
                row.getString("decided_by"),
                row.getString("reason"),
                row.getBoolean("person_known"));
    }

    private byte[] sourceIndex(byte[] source) {
        try {
            return seal.index("photo\n"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(source)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RowFields bound(UUID photoId, byte[] index, Part part) {
        return RowFields.of("photo").text(photoId.toString()).bytes(index).text(part.name());
    }
}
