package org.sscard.issuer.face;

import java.awt.geom.Rectangle2D;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing on a face: a row of {@code face.json}.
 *
 * @param zh what is printed, of a TEXT; the label, of a FIELD; what it is called, of everything else
 * @param paragraph of the source
 * @param typeface code of a typeface, of texts
 * @param points type size
 */
public record FaceItem(
        String code,
        FaceSide side,
        Kind kind,
        String zh,
        String en,
        String paragraph,
        @Nullable String typeface,
        double points,
        boolean bold,
        @Nullable Form shape,
        Place place,
        int rgb) {

    /** What it is. */
    public enum Kind {
        /** A fixed text; the place is where its ink begins and stands. */
        TEXT,
        /** A label and the holder's value; the place is where the ink of the first line begins and its upper edge. */
        FIELD,
        PHOTO,
        SEAL,
        BAND,
        /** Something that the project does not draw, for it may not or cannot; its place is shown. */
        PLACEHOLDER
    }

    public enum Form {
        BOX,
        ROUND
    }

    /**
     * Distances in the terms of the source, in millimetres; absent where the source has none.
     *
     * @param centre of its width, from the left edge
     * @param bottom lower edge above the card's lower edge
     * @param top upper edge above the card's lower edge
     * @param fromTop upper edge below the card's upper edge
     * @param fromRight its right edge, from the card's right edge
     * @param until right edge from the card's left edge, which a field's text must not pass
     */
    public record Place(
            @Nullable Double left,
            @Nullable Double centre,
            @Nullable Double fromRight,
            @Nullable Double bottom,
            @Nullable Double top,
            @Nullable Double fromTop,
            @Nullable Double width,
            @Nullable Double height,
            @Nullable Double until) {

        /** Left edge, from the card's left one. */
        double leftMm(CardFace card) {
            if (left != null) {
                return left;
            }
            double wide = requireNumber(width(card));
            return centre != null ? centre - wide / 2 : card.widthMm() - requireNumber(fromRight) - wide;
        }

        /** Upper edge, above the card's lower one. */
        double topMm(CardFace card) {
            if (top != null) {
                return top;
            }
            return fromTop != null ? card.heightMm() - fromTop : requireNumber(bottom) + requireNumber(height);
        }

        double bottomMm(CardFace card) {
            return bottom != null ? bottom : topMm(card) - requireNumber(height);
        }

        private @Nullable Double width(CardFace card) {
            if (width != null) {
                return width;
            }
            if (left != null && fromRight != null) {
                return card.widthMm() - left - fromRight;
            }
            // Something round is as wide as it is high.
            return centre == null ? null : requireNumber(top) - requireNumber(bottom);
        }

        Optional<Rectangle2D> box(CardFace card) {
            Double wide = width(card);
            if (wide == null) {
                return Optional.empty();
            }
            double low = bottomMm(card);
            return Optional.of(new Rectangle2D.Double(leftMm(card), low, wide, topMm(card) - low));
        }

        private static double requireNumber(@Nullable Double value) {
            if (value == null) {
                throw new IllegalStateException("face.json leaves a place open");
            }
            return value;
        }
    }

    /** Where it stands, from the card's lower left corner, y upwards; empty for what is as large as its text. */
    public Optional<Rectangle2D> box(CardFace card) {
        return place.box(card);
    }
}
