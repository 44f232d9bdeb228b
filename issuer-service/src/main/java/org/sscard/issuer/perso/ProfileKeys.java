package org.sscard.issuer.perso;

import java.util.ArrayList;
import java.util.List;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;

/** Every key of the cards of a profile, in the order of a batch file: MK, then application by application, version by version. */
public final class ProfileKeys {

    private ProfileKeys() {}

    public static List<KeyRef> order(CardProfile profile) {
        CardLayout layout = profile.layout();
        List<KeyRef> order = new ArrayList<>();
        order.add(KeyRef.of("MK"));
        for (Application application : layout.applications()) {
            if (profile.carries(application)) {
                for (KeyDefinition key : layout.keysOf(application.name())) {
                    for (KeySlot slot : key.slots()) {
                        order.add(new KeyRef(key.name(), slot.version()));
                    }
                }
            }
        }
        return List.copyOf(order);
    }
}
