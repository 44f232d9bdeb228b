package org.sscard.issuer.face;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where everything stands on the card's faces, read once from {@code face.json}. Lengths in millimetres. */
public final class CardFace {

    private static final CardFace TABLE = read();

    private final Table table;
    private final List<FaceItem> items;
    private final String digest;

    /**
     * A typeface that the source asks for, and what is taken for it, best first.
     *
     * @param zh as the source names it
     */
    public record Typeface(String code, String zh, String en, List<Candidate> candidates) {
        public Typeface {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * @param file absolute, or a name in the bureau's own folder of fonts
     * @param inCollection PostScript name in a file of several fonts
     * @param genuine the typeface itself, not a substitute
     */
    public record Candidate(
            String family, String file, @Nullable String inCollection, String licence, boolean genuine) {}

    private record Row(
            String code,
            FaceSide side,
            FaceItem.Kind kind,
            String zh,
            String en,
            String paragraph,
            @Nullable String typeface,
            double points,
            boolean bold,
            FaceItem.@Nullable Form shape,
            FaceItem.Place place,
            String colour) {

        FaceItem item() {
            return new FaceItem(
                    code,
                    side,
                    kind,
                    zh,
                    en,
                    paragraph,
                    typeface,
                    points,
                    bold,
                    shape,
                    place,
                    Integer.parseInt(colour, 16));
        }
    }

    private record Table(
            String source,
            String units,
            double widthMm,
            double heightMm,
            double cornerMm,
            Map<FaceSide, Double> toleranceMm,
            List<Typeface> typefaces,
            List<Candidate> rareCharacters,
            List<Row> items) {}

    private CardFace(Table table, String digest) {
        this.table = table;
        this.items = table.items().stream().map(Row::item).toList();
        this.digest = digest;
        if (new HashSet<>(items.stream().map(FaceItem::code).toList()).size() != items.size()) {
            throw new IllegalStateException("face.json names an item twice");
        }
    }

    public static CardFace table() {
        return TABLE;
    }

    public double widthMm() {
        return table.widthMm();
    }

    public double heightMm() {
        return table.heightMm();
    }

    public double cornerMm() {
        return table.cornerMm();
    }

    /** How far a printed card may be off. */
    public double toleranceMm(FaceSide side) {
        return Objects.requireNonNull(table.toleranceMm().get(side), "a side without a tolerance");
    }

    public String source() {
        return table.source();
    }

    public List<FaceItem> items(FaceSide side) {
        return items.stream().filter(item -> item.side() == side).toList();
    }

    public FaceItem item(String code) {
        return items.stream()
                .filter(item -> item.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no item " + code));
    }

    public List<Typeface> typefaces() {
        return table.typefaces();
    }

    /** What is asked for characters that a typeface does not have. */
    List<Candidate> rareCharacters() {
        return table.rareCharacters();
    }

    /** SHA-256 of the table, in hex: which face was registered, and which one is printed. */
    public String digest() {
        return digest;
    }

    private static CardFace read() {
        try (InputStream in = CardFace.class.getResourceAsStream("face.json")) {
            byte[] bytes = Objects.requireNonNull(in, "face.json").readAllBytes();
            Table table = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(bytes, Table.class);
            return new CardFace(
                    table,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException("face.json is not readable", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
