package org.sscard.servicekit.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom the database server runs. PostgreSQL refuses root, and a user that the system has no name for: such a process
 * starts it in a user namespace of its own. Where those are refused (a container's default), root starts it as uid 65534,
 * which may still pass root's closed folders.
 */
enum ServerAccount {
    OWN("", -1),
    NAMESPACE("unshare -U", -1),
    NOBODY(
            "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_override --ambient-caps=+dac_override",
            65534);

    private final String prefix;
    private final int uid;

    ServerAccount(String prefix, int uid) {
        this.prefix = prefix;
        this.uid = uid;
    }

    static ServerAccount choose() {
        boolean root = "root".equals(System.getProperty("user.name"));
        boolean nameless = "?".equals(System.getProperty("user.name"));
        if (!root && !nameless) {
            return OWN;
        }
        return NAMESPACE.works() || nameless ? NAMESPACE : NOBODY;
    }

    List<String> command(List<String> command) {
        return Stream.concat(Stream.of(prefix.split(" ")).filter(word -> !word.isEmpty()), command.stream())
                .toList();
    }

    /** Gives the server's files to the account, where they are still another's. */
    void own(Path directory) throws IOException {
        Object owner = uid < 0 ? Files.getAttribute(Path.of("/proc/self/stat"), "unix:uid") : uid;
        if (Files.getAttribute(directory, "unix:uid").equals(owner)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Files.setAttribute(path, "unix:uid", owner, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        }
    }

    private boolean works() {
        try {
            Process process = new ProcessBuilder(command(List.of("true")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
