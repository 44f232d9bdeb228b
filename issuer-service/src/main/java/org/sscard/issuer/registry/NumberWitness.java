package org.sscard.issuer.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The highest card number that each region has drawn, in a file of its own: one line "region number" each, written through
 * before the number is used. It is in no backup, so that a restored database does not take it back. Better kept on another
 * disk than the database.
 */
public final class NumberWitness {

    private final @Nullable Path file;
    private final Map<String, Integer> highest = new TreeMap<>();

    private NumberWitness(@Nullable Path file) {
        this.file = file;
    }

    /** @throws CodedException CONFIG_SYNTAX when the file is damaged */
    public static NumberWitness open(Path file) {
        NumberWitness witness = new NumberWitness(file);
        if (Files.exists(file)) {
            witness.read(file);
        }
        return witness;
    }

    /** One that forgets with the process, for tests. */
    public static NumberWitness inMemory() {
        return new NumberWitness(null);
    }

    private void read(Path from) {
        int line = 0;
        try {
            for (String text : Files.readAllLines(from)) {
                line++;
                int space = text.indexOf(' ');
                highest.put(text.substring(0, space), Integer.parseInt(text.substring(space + 1)));
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CodedException(e, ErrorCode.CONFIG_SYNTAX, from, line);
        }
    }

    public synchronized boolean knows(String region) {
        return highest.containsKey(region);
    }

    /** 0 for a region that never drew. */
    public synchronized int highest(String region) {
        return highest.getOrDefault(region, 0);
    }

    /** Durable when it returns; never goes back. */
    public synchronized void drawn(String region, int number) {
        highest.merge(region, number, Math::max);
        if (file != null) {
            write(file);
        }
    }

    private void write(Path to) {
        StringBuilder lines = new StringBuilder();
        highest.forEach((region, number) ->
                lines.append(region).append(' ').append(number).append('\n'));
        Path fresh = to.resolveSibling(to.getFileName() + ".new");
        try {
            Files.writeString(fresh, lines, StandardCharsets.US_ASCII);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, to);
        }
    }
}
