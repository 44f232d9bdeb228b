package org.sscard.launcher.demo;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.sscard.wire.issuer.v1.Card;

/** Virtual cards in the agent's own virtual readers. */
final class VirtualStage implements CardStage {
    static final String WINDOW = "窗口读卡器";
    static final String STATION = "制卡读卡器";

    private final Supplier<URI> agent;
    private final Map<String, String> finished = new HashMap<>();
    private int blanks;
    private boolean cardAtWindow;

    /** @param agent asked once it serves */
    VirtualStage(Supplier<URI> agent) {
        this.agent = agent;
    }

    @Override
    public int cards() {
        return 3;
    }

    @Override
    public String readersForMaking() {
        return """
                pcsc: false
                virtual:
                  - {name: '%s', role: USER_CONTACT}
                  - {name: '%s', role: PSAM}
                  - {name: '%s', role: PERSONALISATION}
                """.formatted(WINDOW, DemoCards.PSAM_READER, STATION);
    }

    @Override
    public void insertBlank() {
        try (VirtualReaderDesk desk = new VirtualReaderDesk(agent.get())) {
            desk.insert(STATION, DemoCards.blank(++blanks));
        }
    }

    @Override
    public void takeFinished(Card card) {
        try (VirtualReaderDesk desk = new VirtualReaderDesk(agent.get())) {
            finished.put(card.getCardNumber(), desk.remove(STATION));
        }
    }

    @Override
    public void presentAtWindow(Card card) {
        String image = finished.get(card.getCardNumber());
        if (image == null) {
            throw new IllegalArgumentException("this card was not made here");
        }
        try (VirtualReaderDesk desk = new VirtualReaderDesk(agent.get())) {
            if (cardAtWindow) {
                desk.remove(WINDOW);
            } else {
                desk.insert(DemoCards.PSAM_READER, DemoCards.psam());
            }
            desk.insert(WINDOW, image);
            cardAtWindow = true;
        }
    }

    @Override
    public void close() {}
}
