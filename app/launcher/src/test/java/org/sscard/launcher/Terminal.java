package org.sscard.launcher;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A verb in a process of its own behind a real pseudo-terminal, and a person who reads its screen and types. */
final class Terminal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final OutputStream keyboard;
    private final StringWriter screen = new StringWriter();
    private int read;

    private Terminal(Process process) {
        this.process = process;
        this.keyboard = process.getOutputStream();
        Thread reader = new Thread(this::watch, "screen");
        reader.setDaemon(true);
        reader.start();
    }

    /** {@code script} of util-linux makes the terminal. */
    static boolean installed() {
        return Files.isExecutable(Path.of("/usr/bin/script"));
    }

    static Terminal open(String... verb) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                "exec '" + java + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Dfile.encoding=UTF-8"
                        + " -Dstdout.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8 -DSSCARD_LOG_LEVEL=WARN org.sscard.launcher.Main '"
                        + String.join("' '", verb)
                        + "'";
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/script", "-qefc", command, "/dev/null");
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TERM", "xterm");
        return new Terminal(builder.redirectErrorStream(true).start());
    }

    private void watch() {
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] some = new char[4096];
            for (int count = in.read(some); count >= 0; count = in.read(some)) {
                screen.write(some, 0, count);
            }
        } catch (IOException e) {
            screen.write("\n" + e.getMessage());
        }
    }

    /** Reads on until this is on the screen; answers what was read, this included. */
    String until(String text) {
        int from = read;
        await().atMost(PATIENCE)
                .failFast(
                        "the verb ended without saying: " + text,
                        () -> !process.isAlive() && all().indexOf(text, from) < 0)
                .until(() -> all().indexOf(text, from) >= 0);
        read = all().indexOf(text, from) + text.length();
        return all().substring(from, read);
    }

    void type(String line) throws IOException {
        keyboard.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    /** The person goes away: the terminal is closed. */
    void leave() throws IOException {
        keyboard.close();
    }

    /** The exit code. */
    int end() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("does not end:\n" + all().substring(read));
        }
        return process.exitValue();
    }

    /** All that was ever on the screen. */
    String all() {
        return screen.toString();
    }

    List<String> lines() {
        return all().lines().toList();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
