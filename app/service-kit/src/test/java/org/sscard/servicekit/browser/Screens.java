package org.sscard.servicekit.browser;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Pages beside their pictures of {@code docs/screens}.
 *
 * <p>To renew the pictures after a change that is meant: run the test with {@code -Dsscard.screens=renew}, look at each
 * picture that {@code git status} names, and commit them with the change.
 *
 * <p>Compared is what people see, not pixels: both pictures are averaged over cells of 8 × 8 pixels, and a cell differs when
 * its brightness is off by more than an eighth. Antialiasing moves no cell so far; a button that is gone, a row more or
 * another colour does. On a machine with another font or Chromium's major version nothing is compared, and the test says so.
 */
public final class Screens {

    private static final String RENEW = "sscard.screens";
    private static final int CELL = 8;
    private static final int OFF = 32;
    /** Cells that may differ: a caret, a rounding. The smallest button has forty. */
    private static final int CELLS_MAY_DIFFER = 12;

    private static final String ENVIRONMENT = "environment.txt";

    private Screens() {}

    /** Whether this machine draws as the one that took the pictures. */
    public static boolean comparable() {
        Path noted = folder().resolve(ENVIRONMENT);
        try {
            return renewing() || (Files.exists(noted) && Files.readString(noted).equals(environment()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What differs between the browser's page and its picture, in words; empty when nothing does. */
    public static String differences(Browser browser, String name) {
        browser.evaluate(STILL);
        byte[] now = browser.picture();
        Path known = folder().resolve(name + ".png");
        try {
            if (renewing()) {
                Files.write(known, now);
                Files.writeString(folder().resolve(ENVIRONMENT), environment());
                return "";
            }
            if (!Files.exists(known)) {
                return name + ": no picture yet; renew the pictures";
            }
            Path target = Files.createDirectories(Path.of("target", "screens")).resolve(name + ".png");
            Files.write(target, now);
            String differs = differences(ImageIO.read(known.toFile()), ImageIO.read(new ByteArrayInputStream(now)));
            return differs.isEmpty() ? "" : name + ": " + differs + "; see " + target + " beside " + known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Numbers that are drawn anew in every run stand still, and nothing moves or blinks. */
    private static final String STILL =
            "(() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
                    + "while (walk.nextNode()) { walk.currentNode.data ="
                    + " walk.currentNode.data.replace(/\\b(?=[0-9A-Za-z-]*[0-9])[0-9A-Za-z-]{24,}\\b/g, 'x'.repeat(24)); }"
                    + "document.getAnimations().forEach(a => a.finish === undefined ? a.cancel()"
                    + " : (a.effect.getTiming().iterations === Infinity ? a.cancel() : a.finish()));"
                    + "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))); })()";

    static String differences(BufferedImage known, BufferedImage now) {
        if (known.getWidth() != now.getWidth()) {
            return "width " + known.getWidth() + " before, " + now.getWidth() + " now";
        }
        if (Math.abs(known.getHeight() - now.getHeight()) > CELL) {
            return "height " + known.getHeight() + " before, " + now.getHeight() + " now";
        }
        int columns = known.getWidth() / CELL;
        int rows = Math.min(known.getHeight(), now.getHeight()) / CELL;
        int differing = 0;
        String first = "";
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (Math.abs(brightness(known, column, row) - brightness(now, column, row)) > OFF) {
                    differing++;
                    first = first.isEmpty() ? "first at " + column * CELL + "," + row * CELL : first;
                }
            }
        }
        return differing <= CELLS_MAY_DIFFER ? "" : differing + " cells differ, " + first;
    }

    private static int brightness(BufferedImage image, int column, int row) {
        int sum = 0;
        for (int y = row * CELL; y < (row + 1) * CELL; y++) {
            for (int x = column * CELL; x < (column + 1) * CELL; x++) {
                int rgb = image.getRGB(x, y);
                sum += (rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
            }
        }
        return sum / (3 * CELL * CELL);
    }

    private static boolean renewing() {
        return "renew".equals(System.getProperty(RENEW));
    }

    private static String environment() throws IOException {
        String version = run("/usr/bin/chromium", "--version").replaceAll("[^0-9]*([0-9]+).*", "chromium $1");
        return version.strip() + "\n"
                + run("fc-match", "-f", "%{family}", "sans:lang=zh-cn").strip() + "\n";
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("docs").resolve("screens");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new IllegalStateException("no docs/screens above the working directory");
    }
}
