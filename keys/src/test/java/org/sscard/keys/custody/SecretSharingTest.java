package org.sscard.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.sscard.keys.KeyException;
import org.sscard.keys.custody.SecretSharing.Point;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

class SecretSharingTest {

    private static final HexFormat HEX = HexFormat.of();

    /** FIPS 197 §4.2: {57} · {83} = {c1}, {57} · {13} = {fe}. */
    @Test
    void products_areThoseOfFips197() {
        assertThat(Gf256.multiply(0x57, 0x83)).isEqualTo(0xC1);
        assertThat(Gf256.multiply(0x57, 0x13)).isEqualTo(0xFE);
    }

    @Test
    void everyElementButZero_hasItsInverse() {
        for (int a = 1; a < 256; a++) {
            assertThat(Gf256.multiply(a, Gf256.inverse(a))).isOne();
        }
        assertThat(Gf256.inverse(0)).isZero();
    }

    /** draft-mcgrew-tss-03 §9: 2 of 2. */
    @Test
    void sharesOfTheIetfDraft_restoreItsSecret() {
        List<Point> shares = List.of(point(1, "B9FA07E185"), point(2, "F5409B4511"));
        assertThat(hex(SecretSharing.combine(shares))).isEqualTo("7465737400");
    }

    /**
     * Blockchain Commons bc-shamir, {@code test_split_secret_3_5}: 3 of 5, shares at 0 to 4 and the secret at 255 of the
     * same field.
     */
    @Test
    void everyThreeSharesOfBcShamir_giveItsSecretAndTheOtherShares() {
        List<Point> shares = List.of(
                point(0, "00112233445566778899aabbccddeeff"),
                point(1, "d43099fe444807c46921a4f33a2a798b"),
                point(2, "d9ad4e3bec2e1a7485698823abf05d36"),
                point(3, "0d8cf5f6ec337bc764d1866b5d07ca42"),
                point(4, "1aa7fe3199bc5092ef3816b074cabdf2"));
        for (List<Point> three : subsets(shares, 3)) {
            assertThat(hex(SecretSharing.valueAt(255, three))).isEqualTo("0ff784df000c4380a5ed683f7e6e3dcf");
            shares.forEach(share ->
                    assertThat(hex(SecretSharing.valueAt(share.x(), three))).isEqualTo(hex(share.y())));
        }
    }

    /** Blockchain Commons bc-shamir, {@code test_split_secret_2_7}. */
    @Test
    void twoSharesOfBcShamir_giveItsSecret() {
        List<Point> shares = List.of(
                point(3, "a2fb5414d4d96ee58a109b3ca9a84be0259d2c0f9ac92bdd3199e0eed3f1dd3e"),
                point(1, "a1dfdd798388aada635b9974472b4fc59a32ae520c42c9f6a0af70149b882487"));
        assertThat(hex(SecretSharing.valueAt(255, shares)))
                .isEqualTo("204188bfa6b440a1bdfd6753ff55a8241e07af5c5be943db917e3efabc184b1a");
    }

    @Property(tries = 200)
    void everyMShares_restore(
            @ForAll @Size(min = 1, max = 40) byte[] secret,
            @ForAll @IntRange(min = 2, max = 6) int threshold,
            @ForAll @IntRange(max = 2) int more) {
        List<Point> points = split(secret, threshold, threshold + more, new SecureRandom());
        for (List<Point> subset : subsets(points, threshold)) {
            assertThat(SecretSharing.combine(subset).bytes(MaterialAccess.GRANTED))
                    .isEqualTo(secret);
        }
    }

    /** m−1 shares fit every secret: for each of the 256 there is exactly one value of the missing share. */
    @Property(tries = 20)
    void mMinusOneShares_fitEverySecretEquallyWell(
            @ForAll byte secret, @ForAll @IntRange(min = 2, max = 5) int threshold) {
        List<Point> points = split(new byte[] {secret}, threshold, threshold, new SecureRandom());
        List<Point> known = points.subList(1, threshold);
        boolean[] possible = new boolean[256];
        for (int guess = 0; guess < 256; guess++) {
            List<Point> guessed = new ArrayList<>(known);
            guessed.add(new Point(1, material(new byte[] {(byte) guess})));
            possible[SecretSharing.combine(guessed).bytes(MaterialAccess.GRANTED)[0] & 0xFF] = true;
        }
        assertThat(possible).doesNotContain(false);
    }

    /** What m−1 custodians hold is uniform whatever the secret: χ² over 256 values, limit for p = 10⁻⁶. */
    @Test
    void sharesBelowTheThreshold_areUniformWhateverTheSecret() {
        for (byte secret : new byte[] {0x00, 0x5A, (byte) 0xFF}) {
            SecureRandom random = new SecureRandom();
            int[][] counts = new int[2][256];
            int draws = 256 * 200;
            for (int i = 0; i < draws; i++) {
                List<Point> points = split(new byte[] {secret}, 3, 3, random);
                int first = points.get(0).y().bytes(MaterialAccess.GRANTED)[0] & 0xFF;
                int second = points.get(1).y().bytes(MaterialAccess.GRANTED)[0] & 0xFF;
                counts[0][first]++;
                counts[1][first ^ second]++;
            }
            for (int[] count : counts) {
                double chiSquare = 0;
                for (int observed : count) {
                    chiSquare += Math.pow(observed - 200.0, 2) / 200.0;
                }
                assertThat(chiSquare).isLessThan(375);
            }
        }
    }

    @Property(tries = 100)
    void anyChangedShare_restoresSomethingElse(
            @ForAll @Size(16) byte[] secret,
            @ForAll @IntRange(max = 2) int which,
            @ForAll @IntRange(max = 127) int bit) {
        List<Point> points = split(secret, 3, 5, new SecureRandom()).subList(0, 3);
        points.get(which).y().bytes(MaterialAccess.GRANTED)[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(SecretSharing.combine(points).bytes(MaterialAccess.GRANTED)).isNotEqualTo(secret);
    }

    @Test
    void thresholdsAndSharesOutOfBounds_areRefused() {
        KeyMaterial secret = material(new byte[16]);
        SecureRandom random = new SecureRandom();
        for (int[] bad : new int[][] {{1, 1}, {0, 3}, {4, 3}, {2, 256}}) {
            assertThatThrownBy(() -> SecretSharing.split(secret, bad[0], bad[1], random))
                    .isInstanceOf(KeyException.class);
        }
        List<Point> twice = List.of(point(1, "00"), point(1, "01"));
        assertThatThrownBy(() -> SecretSharing.combine(twice)).isInstanceOf(KeyException.class);
    }

    private static List<Point> split(byte[] secret, int threshold, int count, SecureRandom random) {
        List<KeyMaterial> values = SecretSharing.split(material(secret), threshold, count, random);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            points.add(new Point(i + 1, values.get(i)));
        }
        return points;
    }

    private static List<List<Point>> subsets(List<Point> points, int size) {
        List<List<Point>> subsets = new ArrayList<>();
        for (int mask = 0; mask < 1 << points.size(); mask++) {
            if (Integer.bitCount(mask) == size) {
                List<Point> subset = new ArrayList<>();
                for (int i = 0; i < points.size(); i++) {
                    if ((mask >> i & 1) == 1) {
                        subset.add(points.get(i));
                    }
                }
                subsets.add(subset);
            }
        }
        return subsets;
    }

    private static Point point(int x, String hex) {
        return new Point(x, material(HEX.parseHex(hex)));
    }

    private static KeyMaterial material(byte[] bytes) {
        return KeyMaterial.copying(bytes, MaterialAccess.GRANTED);
    }

    private static String hex(KeyMaterial material) {
        return HEX.formatHex(material.bytes(MaterialAccess.GRANTED));
    }
}
