package org.sscard.issuer;

import org.sscard.issuer.keyservice.store.TerminalStore;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.Scope;

/** Whose keys the house works with, and the terminals that were seen with them. */
final class KeyRoom {

    final RegionProfiles profiles;
    final Hierarchy hierarchy;
    final TerminalStore terminals;

    KeyRoom(Premises premises) {
        profiles = RegionProfiles.of(premises.config().factorTexts());
        hierarchy = new Hierarchy(
                premises.vault(), Scope.MINISTRY, profiles.agreed().values());
        terminals = new TerminalStore(premises.database(), premises.clock());
    }
}
