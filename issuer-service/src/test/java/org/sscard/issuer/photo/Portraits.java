package org.sscard.issuer.photo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Drawn faces and noise: nobody's photos. */
public final class Portraits {

    private Portraits() {}

    /** A face before a plain ground. */
    public static BufferedImage face(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setPaint(new GradientPaint(0, 0, new Color(240, 244, 250), width, height, new Color(214, 226, 240)));
        g.fillRect(0, 0, width, height);
        g.setColor(new Color(60, 70, 110));
        g.fillOval(width / 10, height * 3 / 4, width * 8 / 10, height / 2);
        g.setColor(new Color(45, 35, 32));
        g.fillOval(width * 26 / 100, height * 14 / 100, width * 48 / 100, height * 46 / 100);
        g.setPaint(new GradientPaint(
                width / 3f,
                height / 4f,
                new Color(244, 212, 186),
                width * 2 / 3f,
                height * 2 / 3f,
                new Color(206, 160, 130)));
        g.fillOval(width * 30 / 100, height * 22 / 100, width * 40 / 100, height * 48 / 100);
        g.setColor(new Color(40, 30, 28));
        g.fillOval(width * 39 / 100, height * 41 / 100, width * 6 / 100, height * 3 / 100);
        g.fillOval(width * 55 / 100, height * 41 / 100, width * 6 / 100, height * 3 / 100);
        g.setStroke(new BasicStroke(Math.max(2, width / 90f)));
        g.drawLine(width / 2, height * 44 / 100, width * 49 / 100, height * 52 / 100);
        g.setColor(new Color(170, 80, 76));
        g.drawArc(width * 43 / 100, height * 55 / 100, width * 14 / 100, height * 5 / 100, 190, 160);
        g.dispose();
        return picture;
    }

    public static BufferedImage noise(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(20261122);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, random.nextInt(0x1000000));
            }
        }
        return picture;
    }

    /** @param format jpeg, png or bmp */
    public static byte[] bytes(BufferedImage picture, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] jpeg(int width, int height) {
        return bytes(face(width, height), "jpeg");
    }
}
