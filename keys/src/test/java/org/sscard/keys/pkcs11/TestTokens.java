package org.sscard.keys.pkcs11;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.sscard.keys.vault.TestVaults;

/** Tokens of SoftHSM2 for tests. */
public final class TestTokens {

    public static final String PIN = "8642-令牌";

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static SoftHsmFolder folder;

    private TestTokens() {}

    public static synchronized SoftHsmFolder folder() {
        Assumptions.assumeTrue(SoftHsmFolder.library().isPresent(), "apt-get install softhsm2");
        if (folder == null) {
            try {
                folder = SoftHsmFolder.in(Files.createTempDirectory(Path.of("target"), "softhsm"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder;
    }

    /** A fresh token's label. */
    public static String label() {
        String label = "test-" + NEXT.incrementAndGet();
        folder().make(label, PIN);
        return label;
    }

    public static Token open(String label) {
        return open(TokenSettings.standard(label, TestVaults.CLOCK));
    }

    public static Token open(TokenSettings settings) {
        return Token.open(folder().cryptoki(), settings, PIN.toCharArray());
    }
}
