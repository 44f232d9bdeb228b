package org.sscard.issuer.photo;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sscard.servicekit.pages.Display;

/**
 * A photo of one person.
 *
 * @param width of the working copy, pixels
 * @param crop that was accepted
 * @param resultBytes length of what the card will hold, 0 while it waits
 * @param centibels likeness of the result, hundredths of a decibel
 * @param personKnown whether a person with this id number is registered
 */
public record Photo(
        UUID photoId,
        String idNumber,
        State state,
        int width,
        int height,
        Optional<Crop> crop,
        int resultBytes,
        int centibels,
        String broughtBy,
        Instant broughtAt,
        String decidedBy,
        String reason,
        boolean personKnown) {

    /** Where a photo stands. */
    public enum State {
        WAITING("待裁剪"),
        ACCEPTED("已采用"),
        REFUSED("已退回"),
        REPLACED("已被替换");

        private final String zh;

        State(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }

    /** Holder data never reaches a log. */
    @Override
    public String toString() {
        return "Photo[" + photoId + " " + Display.maskedIdNumber(idNumber) + " " + state + "]";
    }
}
