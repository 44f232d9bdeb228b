package org.sscard.issuer.photo;

import java.util.List;

/**
 * What became of the photos of one upload.
 *
 * @param accepted cut as 26:32 already, taken as they are
 * @param waiting for an operator's crop
 * @param repeated the same file was there already
 */
public record PhotoIntake(int files, int accepted, int waiting, int repeated, List<PhotoFault> faults) {

    public PhotoIntake {
        faults = List.copyOf(faults);
    }
}
