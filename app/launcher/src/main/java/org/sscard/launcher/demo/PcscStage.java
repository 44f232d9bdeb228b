package org.sscard.launcher.demo;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.issuer.v1.Card;

/**
 * Virtual cards as real PC/SC cards: in the two slots of vpcd, behind pcscd, where any program of the machine finds them.
 * One card lies in the first slot from blank to pharmacy; the agent is started anew when the slot turns from the
 * station's into the window's.
 */
final class PcscStage implements CardStage {
    private static final String HOST = "127.0.0.1";
    /** The port of vpcd's first slot as its package configures it; the second slot has the next one. */
    private static final int FIRST_SLOT = 0x8C7B;

    private static final String READERS = """
            pcsc: true
            readers:
              - {name: 'Virtual PCD 00 00', role: %s}
              - {name: 'Virtual PCD 00 01', role: PSAM}
            """;

    private final DemoHouse house;
    private final PcscDaemon daemon;
    private final Deque<VpcdCard> cards = new ArrayDeque<>();

    PcscStage(DemoHouse house, Path log) {
        this.house = house;
        this.daemon = PcscDaemon.running(log);
    }

    @Override
    public int cards() {
        return 1;
    }

    @Override
    public String readersForMaking() {
        return READERS.formatted("PERSONALISATION");
    }

    @Override
    public void insertBlank() {
        insert(DemoCards.blank(1), FIRST_SLOT);
    }

    /** It stays where it is. */
    @Override
    public void takeFinished(Card card) {}

    @Override
    public void presentAtWindow(Card card) {
        insert(DemoCards.psam(), FIRST_SLOT + 1);
        house.restartAgent(READERS.formatted("USER_CONTACT"));
    }

    @Override
    public void close() {
        while (!cards.isEmpty()) {
            cards.pop().close();
        }
        daemon.close();
    }

    private void insert(String image, int slot) {
        VpcdCard card =
                VpcdCard.serve(VirtualCards.fromImage(image, TransmissionMode.T1, new SecureRandom()), HOST, slot);
        cards.push(card);
        Patience.until(card::isInserted);
    }
}
