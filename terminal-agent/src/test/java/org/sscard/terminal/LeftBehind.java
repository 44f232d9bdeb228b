package org.sscard.terminal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.sscard.spec.command.PinBlock;

/** What a program keeps of a secret: in its live objects and in its files, in whatever form. */
public final class LeftBehind {

    private LeftBehind() {}

    /** The live objects of another process. */
    public static Path heapOf(Process process, Path directory) throws IOException, InterruptedException {
        Path dump = directory.resolve("agent.hprof");
        Files.deleteIfExists(dump);
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Assumptions.assumeTrue(Files.isExecutable(jcmd), "jcmd of a JDK");
        Process dumping = new ProcessBuilder(
                        jcmd.toString(), String.valueOf(process.pid()), "GC.heap_dump", dump.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("jcmd.log").toFile())
                .start();
        assertThat(dumping.waitFor(120, SECONDS)).isTrue();
        assertThat(dump).exists();
        return dump;
    }

    /** @param pin long: a short one is found in any memory by chance */
    public static Map<String, byte[]> formsOfPin(String pin) {
        byte[] digits = pin.getBytes(StandardCharsets.US_ASCII);
        byte[] bcd = PinBlock.encode(digits);
        Map<String, byte[]> forms = formsOfText(pin);
        forms.put("BCD, also within its block", bcd);
        forms.put("bytes 0 to 9", raw(digits));
        forms.put("BCD in Base64", Base64.getEncoder().withoutPadding().encode(bcd));
        return forms;
    }

    /** @param text ASCII */
    public static Map<String, byte[]> formsOfText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("as it is, also the block in hexadecimal", bytes);
        forms.put("UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE));
        forms.put("UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE));
        forms.put("in Base64", Base64.getEncoder().withoutPadding().encode(bytes));
        forms.put("in hexadecimal", HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        return forms;
    }

    /** The forms that a file contains. */
    public static List<String> in(Path file, Map<String, byte[]> forms) throws IOException {
        byte[] content = Files.readAllBytes(file);
        List<String> found = new ArrayList<>();
        forms.forEach((form, bytes) -> {
            if (contains(content, bytes)) {
                found.add(form);
            }
        });
        return found;
    }

    private static byte[] raw(byte[] digits) {
        byte[] raw = digits.clone();
        for (int at = 0; at < raw.length; at++) {
            raw[at] = (byte) (raw[at] - '0');
        }
        return raw;
    }

    private static boolean contains(byte[] content, byte[] wanted) {
        byte first = wanted[0];
        for (int at = 0; at <= content.length - wanted.length; at++) {
            if (content[at] == first && Arrays.equals(content, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }
}
