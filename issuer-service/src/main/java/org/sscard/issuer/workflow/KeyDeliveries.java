package org.sscard.issuer.workflow;

import java.util.List;
import java.util.Optional;

/** What custody knows of keys on their way; a request for keys is done when its delivery is imported. */
@FunctionalInterface
public interface KeyDeliveries {

    /** Empty when there is no such delivery. */
    Optional<Facts> find(String id, String region);

    /**
     * @param incoming it came to this bureau
     * @param ofRegion its keys are the region's
     * @param receivers who holds a share each
     * @param imported its keys are in the vault
     * @param open it may still be imported
     */
    record Facts(boolean incoming, boolean ofRegion, List<String> receivers, boolean imported, boolean open) {
        public Facts {
            receivers = List.copyOf(receivers);
        }
    }
}
