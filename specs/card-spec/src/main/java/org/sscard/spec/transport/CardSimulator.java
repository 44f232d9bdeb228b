package org.sscard.spec.transport;

/**
 * Makes virtual cards from card images: the plug-in through which a sandbox finds the virtual card (ServiceLoader). A
 * production installation has none.
 */
public interface CardSimulator {

    /**
     * A card or PSAM that behaves as the image says.
     *
     * @param image JSON, as {@code sscard card serve --image} takes it
     * @throws IllegalArgumentException naming the path in the image that is wrong
     */
    SimulatedCard insert(String image);

    /** A powered virtual card; it answers at once (mode {@code t1}). */
    interface SimulatedCard extends CardTransport {

        /** The card's present content as an image; inserting it again gives the same card. */
        String image();
    }
}
