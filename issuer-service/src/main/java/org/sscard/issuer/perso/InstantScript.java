package org.sscard.issuer.perso;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.RecordSlot;

/**
 * What makes a pre-personalised blank one person's card at the counter, in at most 60 APDUs (Issuing §4): its keys were written and
 * proved when it was made, so only what is the holder's is written and read back. Done twice it does the same: a torn card
 * is simply begun anew.
 */
final class InstantScript {

    private static final KeyRef CARD_AUTHENTICATION = KeyRef.of("IRK");
    private static final KeyRef PIN_UNBLOCK = KeyRef.of("PUK");
    private static final KeyRef SECURE_MESSAGING = KeyRef.of("STK");

    private final CardProfile profile;
    private final CardLayout layout;
    private final CardContent content;
    private final CardContent before;
    private final Chip chip;
    private final List<Step> steps = new ArrayList<>();

    private InstantScript(CardProfile profile, CardRecord card, Chip chip) {
        this.profile = profile;
        this.layout = profile.layout();
        this.content = CardContent.of(profile, card, chip);
        this.before = CardContent.prepared(profile, card.region(), chip);
        this.chip = chip;
    }

    static List<Step> of(CardProfile profile, CardRecord card, Chip chip) {
        InstantScript script = new InstantScript(profile, card, chip);
        script.write();
        script.readBack();
        return List.copyOf(script.steps);
    }

    private void write() {
        steps.add(new Step.Reset("reset", chip.historicalBytes()));
        for (Application application : concerned()) {
            select(application);
            if (application.type() == Application.ApplicationType.DDF) {
                steps.add(new Step.AuthenticateCard("IRK", CARD_AUTHENTICATION));
            }
            String authenticated = "";
            for (CardFile file : application.files()) {
                for (RecordSlot slot : written(file)) {
                    authenticated = authenticate(file.update().key().orElse(""), authenticated);
                    steps.add(new Step.Send(
                            label("write", file, slot),
                            FileCommands.updateRecord(file.sfi(), slot.number(), content.record(file.ref(), slot))));
                }
            }
            if (application.type() == Application.ApplicationType.DDF) {
                steps.add(new Step.Authenticate(
                        "PUK", PIN_UNBLOCK, layout.key("PUK").id()));
                steps.add(new Step.ReloadPin("PIN", SECURE_MESSAGING));
            }
        }
    }

    /** After a reset, under the card's own rules. */
    private void readBack() {
        steps.add(new Step.Reset("reset", chip.historicalBytes()));
        for (Application application : concerned()) {
            select(application);
            if (application.type() == Application.ApplicationType.DDF) {
                int tries = layout.pin().retryLimit();
                steps.add(new Step.Expect(
                        "PIN tries", SecurityCommands.queryPinTries(), ResponseApdu.of(StatusWord.of(0x63C0 | tries))));
                steps.add(new Step.VerifyPin("PIN"));
            }
            String authenticated = "";
            for (CardFile file : application.files()) {
                for (RecordSlot slot : written(file)) {
                    authenticated = authenticate(readKey(file.read()), authenticated);
                    steps.add(new Step.Expect(
                            label("read", file, slot),
                            FileCommands.readRecord(file.sfi(), slot.number()),
                            ResponseApdu.of(StatusWord.OK, content.record(file.ref(), slot))));
                }
            }
        }
        // The states of PUK and of the keys last until reset: the card leaves without them.
        steps.add(new Step.Reset("reset", chip.historicalBytes()));
    }

    /** The PIN is verified by then: a key is asked for only where the PIN does not open. */
    private static String readKey(AccessRule rule) {
        return rule instanceof AccessRule.PinOrKey ? "" : rule.key().orElse("");
    }

    private String authenticate(String key, String authenticated) {
        if (key.isEmpty() || key.equals(authenticated)) {
            return authenticated;
        }
        steps.add(new Step.Authenticate(key, KeyRef.of(key), layout.key(key).id()));
        return key;
    }

    private List<Application> concerned() {
        return layout.applications().stream()
                .filter(profile::carries)
                .filter(application -> application.files().stream()
                        .anyMatch(file -> !written(file).isEmpty()))
                .toList();
    }

    /** What the blank does not hold yet. */
    private List<RecordSlot> written(CardFile file) {
        return !profile.carries(file)
                ? List.of()
                : file.records().stream()
                        .filter(slot -> content.knows(file.ref(), slot) && !before.knows(file.ref(), slot))
                        .toList();
    }

    private void select(Application application) {
        steps.add(new Step.Send("select " + application.name(), FileCommands.selectByName(application.aidBytes())));
    }

    private static String label(String verb, CardFile file, RecordSlot slot) {
        return String.format(Locale.ROOT, "%s %s #%d", verb, file.ref(), slot.number());
    }
}
