package org.sscard.servicekit.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

/** The comparison of pictures sees what a person sees, and not what a font's antialiasing does. */
class ScreensTest {

    private static BufferedImage page(boolean smooth, boolean button, Color text) {
        BufferedImage image = new BufferedImage(1366, 768, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING,
                smooth ? RenderingHints.VALUE_TEXT_ANTIALIAS_ON : RenderingHints.VALUE_TEXT_ANTIALIAS_GASP);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        graphics.setColor(text);
        for (int line = 1; line < 30; line++) {
            graphics.drawString("Settlement 1234567890, fund 1,234.56 yuan, state CONFIRMED", 40, line * 24);
        }
        if (button) {
            graphics.setColor(new Color(0x1b, 0x5f, 0xaa));
            graphics.fillRect(900, 400, 80, 32);
        }
        graphics.dispose();
        return image;
    }

    @Test
    void otherAntialiasing_isTheSamePage() {
        assertThat(Screens.differences(page(true, true, Color.BLACK), page(false, true, Color.BLACK)))
                .isEmpty();
    }

    @Test
    void aButtonThatIsGone_andAHeightThatGrew_areSeen() {
        assertThat(Screens.differences(page(true, true, Color.BLACK), page(true, false, Color.BLACK)))
                .contains("cells differ, first at 896,400");
        assertThat(Screens.differences(
                        page(true, true, Color.BLACK), new BufferedImage(1366, 900, BufferedImage.TYPE_INT_RGB)))
                .contains("height 768 before, 900 now");
    }

    @Test
    void textThatIsGone_isSeen() {
        assertThat(Screens.differences(page(true, true, Color.BLACK), page(true, true, Color.WHITE)))
                .contains("cells differ");
    }
}
