package org.sscard.launcher.demo;

import org.sscard.wire.issuer.v1.Card;

/** Where the demo's cards lie: the hands that put blanks in, take cards out and hand them over. */
interface CardStage extends AutoCloseable {
    /** How many cards one demo makes. */
    int cards();

    /** Readers of the agent as its configuration names them, at the start. */
    String readersForMaking();

    /** Puts the next blank into the station's reader. */
    void insertBlank();

    /** Takes the finished card out of the station's reader. */
    void takeFinished(Card card);

    /** The holder puts the card into the window's reader. */
    void presentAtWindow(Card card);

    @Override
    void close();
}
