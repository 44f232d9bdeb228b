package org.sscard.keys.pkcs11;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * SoftHSM2 tokens in a folder of this process alone: for rehearsals, tests and benchmarks, never for real keys. SoftHSM2
 * takes its folder from the environment when it starts, so the first folder of a process is the only one.
 */
public final class SoftHsmFolder {

    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

    private final Cryptoki cryptoki;

    private SoftHsmFolder(Cryptoki cryptoki) {
        this.cryptoki = cryptoki;
    }

    /** Where the distribution's package put it; empty when it is not installed. */
    public static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::isReadable).findFirst();
    }

    /** @throws KeyException HSM_NOT_USABLE when SoftHSM2 is not installed */
    public static SoftHsmFolder in(Path folder) {
        Path library =
                library().orElseThrow(() -> new KeyException(KeyFault.HSM_NOT_USABLE, "apt-get install softhsm2"));
        try {
            Path tokens = Files.createDirectories(folder.resolve("tokens"));
            Path configuration = folder.resolve("softhsm2.conf");
            Files.writeString(
                    configuration,
                    "directories.tokendir = " + tokens.toAbsolutePath()
                            + "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n");
            Function setenv = NativeLibrary.getInstance("c").getFunction("setenv");
            setenv.invokeInt(new Object[] {
                "SOFTHSM2_CONF", configuration.toAbsolutePath().toString(), 1
            });
            return new SoftHsmFolder(NativeCryptoki.load(library));
        } catch (IOException e) {
            throw new KeyException(KeyFault.HSM_NOT_USABLE, folder.toString(), e);
        }
    }

    public Cryptoki cryptoki() {
        return cryptoki;
    }

    /** A fresh token. */
    public void make(String label, String pin) {
        long free = cryptoki.slots().stream()
                .filter(slot -> cryptoki.tokenInfo(slot).label().isEmpty())
                .findFirst()
                .orElseThrow(() -> new KeyException(KeyFault.HSM_NOT_USABLE, "no free slot"));
        byte[] user = pin.getBytes(StandardCharsets.UTF_8);
        cryptoki.initialise(free, label, "rehearsal-so".getBytes(StandardCharsets.UTF_8), user);
        Arrays.fill(user, (byte) 0);
    }
}
