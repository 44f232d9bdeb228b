package org.sscard.terminal.kiosk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.terminal.card.Images;

/** Nothing of a person stays: not when the time is out, not when the card is gone, not in the agent's memory. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(240)
class KioskPrivacyTest {

    private static final String READERS = """
            pcsc: false
            virtual:
              - {name: slot}
              - {name: sam}
            """;

    @TempDir
    Path directory;

    private KioskHouse house;

    private void open(String limits) {
        house = new KioskHouse(directory, READERS, limits);
        house.open();
        house.awaitKind("START");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void privacyTimeOut_warns_wipesTheScreen_andAsksForTheCard() {
        open("  pageLimit: 5s\n  warning: 4s");
        house.insert("slot", Images.card("2.00", "DES"));
        house.awaitTitle("请选择要办理的业务");
        org.awaitility.Awaitility.await()
                .atMost(KioskHouse.PATIENCE)
                .until(() -> house.browser.text("body").contains("即将退出"));
        house.awaitTitle("请取走您的卡");
        assertThat(house.browser.evaluate("document.documentElement.outerHTML").asText())
                .doesNotContain("测*")
                .doesNotContain("211002");
        house.remove("slot");
        house.awaitKind("START");
    }

    @Test
    void trouble_staysUntilItIsTapped_withNothingPersonalOnIt() {
        open("  pageLimit: 8s\n  warning: 2s");
        house.cutLines();
        house.insert("slot", Images.card("2.00", "DES"));
        house.awaitTitle("请选择要办理的业务");
        house.tile(1, "我的卡");
        house.browser.press("2");
        house.awaitTitle("网络暂时不通");
        org.awaitility.Awaitility.await()
                .atMost(KioskHouse.PATIENCE)
                .until(() -> !house.browser
                        .evaluate("document.body ? document.body.dataset.alarm : '0'")
                        .asText()
                        .equals("0"));
        assertThat(house.title()).contains("网络暂时不通");
        house.button("understood");
        house.awaitTitle("您的卡还在机器里");
    }

    @Test
    void afterTheCardIsGone_theNumberIsNotAmongTheLiveObjects() throws IOException {
        open("");
        byte[] disguised = stay();
        house.awaitKind("START");
        Path dump = directory.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
        byte[] number = disguise(disguised);
        String text = new String(number, ISO_8859_1);
        for (Charset charset : new Charset[] {ISO_8859_1, UTF_16LE, UTF_16BE}) {
            assertThat(occurrences(dump, text.getBytes(charset)))
                    .as("the social security number in " + charset)
                    .isZero();
        }
    }

    /** A visit of a person whose number nobody else in this process knows; it is answered disguised. */
    private byte[] stay() {
        String body = "21100219" + String.format("%02d", 60 + new SecureRandom().nextInt(30)) + "0307"
                + String.format("%03d", new SecureRandom().nextInt(1000));
        String number = body + ResidentIdNumber.checkCharacter(body);
        StringBuilder hex = new StringBuilder();
        number.chars().forEach(c -> hex.append(Integer.toHexString(c)));
        String known = "323131303032313939303033303738383137";
        house.insert("slot", Images.card("2.00", "DES").replace(known, hex));
        house.awaitTitle("请选择要办理的业务");
        house.tile(1, "我的卡");
        house.tile(1, "卡状态");
        assertThat(house.browser.text("main")).contains(number.substring(0, 6) + "********" + number.substring(14));
        house.remove("slot");
        return disguise(number.getBytes(ISO_8859_1));
    }

    private static byte[] disguise(byte[] bytes) {
        byte[] other = bytes.clone();
        for (int at = 0; at < other.length; at++) {
            other[at] ^= (byte) 0x5A;
        }
        return other;
    }

    private static int occurrences(Path file, byte[] wanted) throws IOException {
        int found = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            for (int at = 0; at <= mapped.limit() - wanted.length; at++) {
                if (mapped.get(at) == wanted[0] && matches(mapped, at, wanted)) {
                    found++;
                }
            }
        }
        return found;
    }

    private static boolean matches(java.nio.ByteBuffer mapped, int at, byte[] wanted) {
        for (int i = 1; i < wanted.length; i++) {
            if (mapped.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
