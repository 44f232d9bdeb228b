package org.sscard.issuer.mailer;

import java.util.UUID;
import org.sscard.issuer.mailer.store.MailerStore;
import org.sscard.issuer.mailer.store.MailerStore.Waiting;

/**
 * PIN mailers (密码函): printed apart from the cards, by somebody who never had a card of the batch in hand, and once. A PIN is
 * in clear only between its seal and the page.
 */
public final class PinMailers {

    private final MailerStore store;

    public PinMailers(MailerStore store) {
        this.store = store;
    }

    /**
     * The mailers of all good cards of a batch as one PDF, a page each; their PINs are forgotten with it. What is wrong with a
     * mailer afterwards is mended by a new PIN, never by a second print.
     *
     * @param person who prints
     * @return the caller erases it
     * @throws org.sscard.wire.error.CodedException MAILER_SAME_PERSON, MAILER_PRINTED, MAILER_PIN_MISSING: nothing is
     *     forgotten then
     */
    public byte[] print(UUID batchId, String person) {
        return store.print(batchId, person, waiting -> {
            try {
                return MailerPdf.render(waiting);
            } finally {
                waiting.forEach(Waiting::erase);
            }
        });
    }
}
