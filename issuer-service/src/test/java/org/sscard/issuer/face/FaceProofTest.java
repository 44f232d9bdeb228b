package org.sscard.issuer.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.PDFGraphicsStreamEngine;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.graphics.image.PDImage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What was drawn is measured, in the picture and in the PDF, against the figures of card specification §8. */
class FaceProofTest {

    private static final double WIDTH = 85.60;
    private static final double HEIGHT = 53.98;
    private static final double FRONT = 0.25;
    private static final double BACK = 0.30;
    private static final int DPI = 600;
    private static final int PHOTO_RGB = 0x3366CC;
    private static final int RED = 0xB22222;
    private static final int STRIPE = 0xE8EEF6;
    private static final FaceHolder HOLDER = new FaceHolder(
            "张三",
            "211002199001011234",
            "A0000001X",
            Optional.of(LocalDate.of(2026, 11, 22)),
            Optional.of(LocalDate.of(2036, 11, 22)),
            Optional.of(photo()));

    private static FaceProof proof;

    @BeforeAll
    static void openFonts() {
        Assumptions.assumeTrue(
                Path.of("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc").toFile().canRead());
        proof = FaceProof.open(Path.of("no-fonts-of-our-own"));
    }

    @AfterAll
    static void close() {
        if (proof != null) {
            proof.close();
        }
    }

    @Test
    void thePictureHasTheSizeOfTheCard_andSaysSo() throws IOException {
        byte[] png = proof.png(FaceSide.FRONT, HOLDER, DPI);
        BufferedImage front = ImageIO.read(new ByteArrayInputStream(png));

        assertThat(front.getWidth() * 25.4 / DPI).isCloseTo(WIDTH, within(0.05));
        assertThat(front.getHeight() * 25.4 / DPI).isCloseTo(HEIGHT, within(0.05));
        // pHYs: 600 dots an inch are 23,622 a metre.
        assertThat(new String(png, StandardCharsets.ISO_8859_1))
                .contains("pHYs" + new String(new byte[] {0, 0, 0x5C, 0x46}, StandardCharsets.ISO_8859_1));
    }

    @Test
    void theEmblemsPlace_isCentred_between27And46() throws IOException {
        Rectangle2D emblem = ink(FaceSide.FRONT, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT), rgb -> rgb == RED);

        assertThat(emblem.getCenterX()).isCloseTo(42.80, within(FRONT));
        assertThat(emblem.getMinY()).isCloseTo(27.00, within(FRONT));
        assertThat(emblem.getMaxY()).isCloseTo(46.00, within(FRONT));
    }

    @Test
    void theStatesName_beginsAt26_andStandsOn20() throws IOException {
        Rectangle2D text = ink(FaceSide.FRONT, new Rectangle2D.Double(5, 18.5, 75, 8), FaceProofTest::dark);

        assertThat(text.getMinX()).isCloseTo(26.00, within(FRONT));
        assertThat(text.getMinY()).isCloseTo(20.00, within(FRONT));
        // 4号 is 14 points: seven characters beside each other.
        assertThat(text.getWidth()).isBetween(6.5 * 14 * 25.4 / 72, 7.0 * 14 * 25.4 / 72);
    }

    @Test
    void theCardsName_beginsAt20_andStandsOn10() throws IOException {
        Rectangle2D text = ink(FaceSide.FRONT, new Rectangle2D.Double(5, 1, 75, 17.4), FaceProofTest::dark);

        assertThat(text.getMinX()).isCloseTo(20.00, within(FRONT));
        assertThat(text.getMinY()).isCloseTo(10.00, within(FRONT));
        assertThat(text.getWidth()).isBetween(4.5 * 22 * 25.4 / 72, 5.0 * 22 * 25.4 / 72);
    }

    @Test
    void theHiddenStripe_liesFrom5_54To15_95_acrossTheCard() throws IOException {
        Rectangle2D stripe = ink(FaceSide.FRONT, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT), rgb -> rgb == STRIPE);

        assertThat(stripe.getMinY()).isCloseTo(5.54, within(FRONT));
        assertThat(stripe.getMaxY()).isCloseTo(15.95, within(FRONT));
        assertThat(stripe.getWidth()).isCloseTo(WIDTH, within(FRONT));
    }

    @Test
    void photoAndSeal_standWhereTheyBelong() throws IOException {
        Rectangle2D whole = new Rectangle2D.Double(0, 0, WIDTH, HEIGHT);
        Rectangle2D photo = ink(FaceSide.BACK, whole, rgb -> rgb == PHOTO_RGB);
        Rectangle2D seal = ink(FaceSide.BACK, whole, rgb -> rgb == RED);

        assertThat(WIDTH - photo.getMaxX()).isCloseTo(4.00, within(BACK));
        assertThat(HEIGHT - photo.getMaxY()).isCloseTo(3.00, within(BACK));
        assertThat(photo.getWidth()).isCloseTo(20.00, within(BACK));
        assertThat(photo.getHeight()).isCloseTo(25.00, within(BACK));
        assertThat(seal.getMinY()).isCloseTo(3.00, within(BACK));
        assertThat(WIDTH - seal.getMaxX()).isCloseTo(8.00, within(BACK));
        assertThat(seal.getWidth()).isCloseTo(12.00, within(BACK));
        assertThat(seal.getHeight()).isCloseTo(12.00, within(BACK));
    }

    @Test
    void theBasicInformation_beginsAt24From_leftAndTop() throws IOException {
        Rectangle2D text = ink(FaceSide.BACK, new Rectangle2D.Double(22, 0, 63, 33), FaceProofTest::dark);

        assertThat(text.getMinX()).isCloseTo(24.00, within(BACK));
        assertThat(HEIGHT - text.getMaxY()).isCloseTo(24.00, within(BACK));
        assertThat(text.getMaxX()).isLessThan(WIDTH - 3);
    }

    @Test
    void aLongName_goesOnBelow_andTouchesNeitherPhotoNorTheNextLine() throws IOException {
        FaceHolder longName = new FaceHolder(
                "阿卜杜热合曼·艾合买提江·买买提",
                HOLDER.socialSecurityNumber(),
                HOLDER.cardNumber(),
                HOLDER.issued(),
                HOLDER.validUntil(),
                HOLDER.photo());
        BufferedImage back = ImageIO.read(new ByteArrayInputStream(proof.png(FaceSide.BACK, longName, DPI)));
        Rectangle2D beside = ink(back, new Rectangle2D.Double(22, 26, 40, 5), FaceProofTest::dark);
        Rectangle2D gap = ink(back, new Rectangle2D.Double(22, 22.85, 63, 0.6), FaceProofTest::dark);

        assertThat(beside.getMaxX()).isLessThanOrEqualTo(61.2);
        assertThat(gap.isEmpty()).isTrue();
        assertThat(ink(back, new Rectangle2D.Double(22, 23.6, 40, 3), FaceProofTest::dark)
                        .isEmpty())
                .isFalse();
    }

    @Test
    void aCharacterThatNoFontHas_isAnError_neverABlank() {
        FaceHolder rare = new FaceHolder(
                "张\uD86D\uDF36",
                HOLDER.socialSecurityNumber(),
                HOLDER.cardNumber(),
                HOLDER.issued(),
                HOLDER.validUntil(),
                HOLDER.photo());
        Assumptions.assumeFalse(Path.of("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
                .toFile()
                .canRead());

        assertThatThrownBy(() -> proof.png(FaceSide.BACK, rare, 300))
                .isInstanceOfSatisfying(CodedException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.FONT_GLYPH_MISSING);
                    assertThat(failure.zh()).contains("U+2B736");
                });
    }

    @Test
    void resolutionsThatMakeNoSense_areRefused() {
        for (int dpi : new int[] {0, 71, 1201, -300}) {
            assertThatThrownBy(() -> proof.png(FaceSide.FRONT, HOLDER, dpi))
                    .isInstanceOfSatisfying(
                            CodedException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
        }
    }

    @Test
    void thePdf_namesSubstitutes_andDrawsAtTrueSize() throws IOException {
        try (PDDocument document = Loader.loadPDF(proof.pdf(HOLDER))) {
            String text = new PDFTextStripper().getText(document);
            assertThat(text)
                    .contains("宋体：以 ")
                    .contains("隶书：以 ")
                    .contains("国徽（占位）")
                    .contains("实际大小")
                    .contains("第 1 页 共");
            List<Rectangle2D> red = new ArrayList<>();
            List<Rectangle2D> dark = new ArrayList<>();
            Rectangle2D card = new Fills(document.getPage(0), red, dark).read();
            assertThat(mm(card.getWidth())).isCloseTo(WIDTH, within(FRONT));
            assertThat(mm(card.getHeight())).isCloseTo(HEIGHT, within(FRONT));
            Rectangle2D emblem = red.get(0);
            assertThat(mm(emblem.getCenterX() - card.getMinX())).isCloseTo(42.80, within(FRONT));
            assertThat(mm(emblem.getMinY() - card.getMinY())).isCloseTo(27.00, within(FRONT));
            assertThat(mm(emblem.getMaxY() - card.getMinY())).isCloseTo(46.00, within(FRONT));
            assertThat(mm(dark.get(0).getMinX() - card.getMinX())).isCloseTo(26.00, within(FRONT));
            assertThat(mm(dark.get(0).getMinY() - card.getMinY())).isCloseTo(20.00, within(FRONT));
            assertThat(mm(dark.get(1).getMinX() - card.getMinX())).isCloseTo(20.00, within(FRONT));
            assertThat(mm(dark.get(1).getMinY() - card.getMinY())).isCloseTo(10.00, within(FRONT));
        }
    }

    @Test
    void pictures_nameTheSubstitutesToo() {
        assertThat(new String(proof.png(FaceSide.FRONT, HOLDER, 72), StandardCharsets.UTF_8))
                .contains("隶书：以 ");
        assertThat(new String(proof.svg(FaceSide.FRONT, HOLDER), StandardCharsets.UTF_8))
                .contains("<desc>宋体：以 ");
    }

    @Test
    void theSvg_isMillimetres_andWellFormed() throws Exception {
        byte[] svg = proof.svg(FaceSide.BACK, HOLDER);
        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg))
                .getDocumentElement();

        assertThat(root.getAttribute("width")).isEqualTo("85.60mm");
        assertThat(root.getAttribute("viewBox")).isEqualTo("0 0 85.60 53.98");
        assertThat(root.getElementsByTagName("image").getLength()).isEqualTo(1);
    }

    @Test
    void everyItemOfTheTable_namesItsParagraph_andLiesOnTheCard() {
        CardFace face = CardFace.table();
        for (FaceSide side : FaceSide.values()) {
            for (FaceItem item : face.items(side)) {
                assertThat(item.paragraph()).as(item.code()).startsWith("§8");
                item.box(face)
                        .ifPresent(box -> assertThat(
                                        new Rectangle2D.Double(-1e-6, -1e-6, WIDTH + 1e-5, HEIGHT + 1e-5).contains(box))
                                .as(item.code())
                                .isTrue());
            }
        }
    }

    private static boolean dark(int rgb) {
        return (rgb >> 16 & 0xFF) < 0x80 && (rgb >> 8 & 0xFF) < 0x80 && (rgb & 0xFF) < 0x80;
    }

    private static BufferedImage photo() {
        BufferedImage image = new BufferedImage(260, 320, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 320; y++) {
            for (int x = 0; x < 260; x++) {
                image.setRGB(x, y, PHOTO_RGB);
            }
        }
        return image;
    }

    private static Rectangle2D ink(FaceSide side, Rectangle2D within, IntPredicate colour) throws IOException {
        return ink(ImageIO.read(new ByteArrayInputStream(proof.png(side, HOLDER, DPI))), within, colour);
    }

    /** The box of all pixels of a colour, in millimetres from the lower left corner. */
    private static Rectangle2D ink(BufferedImage image, Rectangle2D within, IntPredicate colour) {
        double mm = 25.4 / DPI;
        Rectangle2D box = null;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                Rectangle2D pixel = new Rectangle2D.Double(x * mm, HEIGHT - (y + 1) * mm, mm, mm);
                if (within.contains(pixel.getCenterX(), pixel.getCenterY())
                        && colour.test(image.getRGB(x, y) & 0xFFFFFF)) {
                    box = box == null ? pixel : box.createUnion(pixel);
                }
            }
        }
        return box == null ? new Rectangle2D.Double() : box;
    }

    private static double mm(double points) {
        return points * 25.4 / 72;
    }

    /** The boxes of what a page fills, by colour, in points; the first one is the card. */
    private static final class Fills extends PDFGraphicsStreamEngine {

        private final PDPage page;
        private final List<Rectangle2D> red;
        private final List<Rectangle2D> dark;
        private Rectangle2D path;
        private Rectangle2D card;

        Fills(PDPage page, List<Rectangle2D> red, List<Rectangle2D> dark) {
            super(page);
            this.page = page;
            this.red = red;
            this.dark = dark;
        }

        Rectangle2D read() throws IOException {
            processPage(page);
            return card;
        }

        private void add(double x, double y) {
            Rectangle2D point = new Rectangle2D.Double(x, y, 0, 0);
            path = path == null ? point : path.createUnion(point);
        }

        @Override
        public void appendRectangle(Point2D p0, Point2D p1, Point2D p2, Point2D p3) {
            add(p0.getX(), p0.getY());
            add(p2.getX(), p2.getY());
        }

        @Override
        public void drawImage(PDImage image) {}

        @Override
        public void clip(int rule) {}

        @Override
        public void moveTo(float x, float y) {
            add(x, y);
        }

        @Override
        public void lineTo(float x, float y) {
            add(x, y);
        }

        @Override
        public void curveTo(float x1, float y1, float x2, float y2, float x3, float y3) {
            add(x3, y3);
        }

        @Override
        public Point2D getCurrentPoint() {
            return new Point2D.Double(path.getMaxX(), path.getMaxY());
        }

        @Override
        public void closePath() {}

        @Override
        public void endPath() {
            path = null;
        }

        @Override
        public void strokePath() {
            path = null;
        }

        @Override
        public void fillPath(int rule) throws IOException {
            int rgb = getGraphicsState().getNonStrokingColor().toRGB();
            if (card == null) {
                card = path;
            } else if (rgb == RED) {
                red.add(path);
            } else if (dark(rgb)) {
                dark.add(path);
            }
            path = null;
        }

        @Override
        public void fillAndStrokePath(int rule) throws IOException {
            fillPath(rule);
        }

        @Override
        public void shadingFill(COSName name) {}
    }
}
