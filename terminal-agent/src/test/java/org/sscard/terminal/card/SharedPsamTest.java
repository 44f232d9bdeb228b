package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReader;

/** Sixteen readers at once and one PSAM between them. */
class SharedPsamTest {

    private static final int READERS = 16;

    @TempDir
    Path directory;

    @Test
    void cardsInSixteenReaders_areAllReadAuthenticated() throws Exception {
        List<VirtualReader> readers = new ArrayList<>();
        for (int number = 0; number < READERS; number++) {
            VirtualReader reader = new VirtualReader("window " + number, new ScriptedCards());
            reader.insert(Images.card("2.00", "DES"));
            readers.add(reader);
        }
        VirtualReader psam = new VirtualReader("sam", new ScriptedCards());
        psam.insert(Images.psam("DES", 1));
        readers.add(psam);
        RoleMap roles = new RoleMap(
                List.of(
                        new RoleMap.Rule(Pattern.compile("window"), ReaderRole.USER_CONTACT),
                        new RoleMap.Rule(Pattern.compile("sam"), ReaderRole.PSAM)),
                false);
        ExecutorService callers = Executors.newFixedThreadPool(READERS);
        try (ReaderDesk desk = new ReaderDesk(List.of(() -> readers), roles, Duration.ofSeconds(10))) {
            CardDesk cards = new CardDesk(
                    desk,
                    new OnScreenPad(Duration.ofSeconds(1)),
                    BlacklistReplica.open(directory.resolve("blacklist")),
                    new DebitJournal(directory),
                    "",
                    Duration.ofSeconds(1),
                    Optional.empty(),
                    Window.CLOCK,
                    new SecureRandom());
            List<Future<BasicData>> reads = new ArrayList<>();
            for (int number = 0; number < READERS; number++) {
                CardPlace place = CardPlace.named("window " + number);
                reads.add(callers.submit(() -> cards.readBasic(place)));
            }
            for (Future<BasicData> read : reads) {
                assertThat(read.get(60, TimeUnit.SECONDS).authenticated()).isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
