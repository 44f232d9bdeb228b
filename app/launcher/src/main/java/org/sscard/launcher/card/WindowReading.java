package org.sscard.launcher.card;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.card.BasicData;
import org.sscard.terminal.card.BasicRead;
import org.sscard.terminal.pcsc.PcscReaders;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.Reader;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.ReaderSource;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReaders;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** One basic read without an agent: of a card in a PC/SC reader, or of a card image. */
public final class WindowReading {

    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(10);
    private static final String IMAGE_READER = "image";

    private final SecureRandom random;

    public WindowReading(SecureRandom random) {
        this.random = random;
    }

    /** @param name the reader, {@code null} takes the first one */
    public BasicData ofReader(@Nullable String name) {
        try (PcscReaders readers = new PcscReaders()) {
            return read(readers, name == null ? first(readers) : name);
        }
    }

    /** @param image JSON of a card image; the path is named in errors */
    public BasicData ofImage(String image, Path path) {
        VirtualReaders readers = VirtualReaders.named(List.of(IMAGE_READER));
        try {
            readers.find(IMAGE_READER).orElseThrow().insert(image);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_IMAGE_INVALID, path + ": " + e.getMessage());
        }
        return read(readers, IMAGE_READER);
    }

    private BasicData read(ReaderSource source, String reader) {
        RoleMap roles = new RoleMap(
                List.of(new RoleMap.Rule(Pattern.compile("^" + Pattern.quote(reader) + "$"), ReaderRole.USER_CONTACT)),
                true);
        try (ReaderDesk desk = new ReaderDesk(List.of(source), roles, COMMAND_LIMIT)) {
            return new BasicRead(desk, "", random).read(CardPlace.named(reader));
        }
    }

    private static String first(PcscReaders readers) {
        return readers.readers().stream().map(Reader::name).findFirst().orElseThrow(() -> {
            ErrorCode problem = readers.problem();
            return new CodedException(problem == null ? ErrorCode.READER_NOT_FOUND : problem, "PC/SC");
        });
    }
}
