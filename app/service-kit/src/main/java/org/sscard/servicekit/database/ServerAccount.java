package org.sscard.servicekit.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom the database server runs. PostgreSQL refuses root: a root process starts it in a user namespace of its own, and
 * where those are refused (a container's default), as uid 65534 that may still pass root's closed folders.
 */
enum ServerAccount {
    OWN("", -1),
    NAMESPACE("unshare -U", 0),
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
        if (!System.getProperty("user.name").equals("root")) {
            return OWN;
        }
        return NAMESPACE.works() ? NAMESPACE : NOBODY;
    }

    List<String> command(List<String> command) {
        return Stream.concat(Stream.of(prefix.split(" ")).filter(word -> !word.isEmpty()), command.stream())
                .toList();
    }

    /** Gives the server's files to the account, where they are still another's. */
    void own(Path directory) throws IOException {
        if (uid < 0 || Files.getAttribute(directory, "unix:uid").equals(uid)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Files.setAttribute(path, "unix:uid", uid, java.nio.file.LinkOption.NOFOLLOW_LINKS);
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
