package org.sscard.keys;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Looks for secrets among the live objects of this process. What is looked for is kept masked, or it would find itself. */
public final class HeapSearch {

    private static final byte MASK = 0x5A;

    private final byte[] heap;

    private HeapSearch(byte[] heap) {
        this.heap = heap;
    }

    /** Takes a dump of what is reachable now. */
    public static HeapSearch now(Path dump) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
        byte[] heap = Files.readAllBytes(dump);
        Files.delete(dump);
        return new HeapSearch(heap);
    }

    /** And back again. */
    public static byte[] masked(byte[] secret) {
        byte[] masked = secret.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK;
        }
        return masked;
    }

    /** Raw, hex in both cases and Base64, the texts also in UTF-16. */
    public boolean finds(byte[] maskedSecret) {
        return forms(masked(maskedSecret)).stream().anyMatch(form -> contains(masked(form)));
    }

    private static List<byte[]> forms(byte[] secret) {
        List<byte[]> forms = new ArrayList<>();
        forms.add(secret);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(secret);
        for (String text : List.of(
                HexFormat.of().formatHex(secret),
                HexFormat.of().withUpperCase().formatHex(secret),
                base64.substring(0, base64.length() - 1))) {
            forms.add(text.getBytes(StandardCharsets.ISO_8859_1));
            forms.add(text.getBytes(StandardCharsets.UTF_16LE));
            forms.add(text.getBytes(StandardCharsets.UTF_16BE));
        }
        return forms;
    }

    private boolean contains(byte[] masked) {
        int last = heap.length - masked.length;
        for (int at = 0; at <= last; at++) {
            int same = 0;
            while (same < masked.length && heap[at + same] == (byte) (masked[same] ^ MASK)) {
                same++;
            }
            if (same == masked.length) {
                return true;
            }
        }
        return false;
    }
}
