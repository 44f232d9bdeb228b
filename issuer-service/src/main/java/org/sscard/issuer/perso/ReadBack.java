package org.sscard.issuer.perso;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.command.CardLifeCycle;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.IssuingCommands;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.RecordSlot;

/**
 * Reads a finished card as the world will: after a reset, under the access rules of the layout. Every file and record is
 * compared with what it must hold, and every key that can authenticate does so in every version.
 */
final class ReadBack {

    private static final StatusWord RECORD_NOT_FOUND = StatusWord.of(0x6A83);
    private static final int CHUNK = 255;

    private final CardProfile profile;
    private final CardLayout layout;
    private final CardContent content;
    private final Chip chip;
    private final List<Step> steps = new ArrayList<>();

    private ReadBack(CardProfile profile, CardContent content, Chip chip) {
        this.profile = profile;
        this.layout = profile.layout();
        this.content = content;
        this.chip = chip;
    }

    static List<Step> of(CardProfile profile, CardRecord card, Chip chip) {
        return of(profile, CardContent.of(profile, card, chip), chip);
    }

    static List<Step> of(CardProfile profile, CardContent content, Chip chip) {
        ReadBack readBack = new ReadBack(profile, content, chip);
        readBack.begin();
        for (Application application : profile.layout().applications()) {
            if (profile.carries(application)) {
                readBack.application(application);
            }
        }
        readBack.leaveClean();
        return List.copyOf(readBack.steps);
    }

    private void begin() {
        reset();
        byte[] active = {(byte) CardLifeCycle.ACTIVE.code()};
        steps.add(
                new Step.Expect("life cycle", IssuingCommands.getLifeCycle(), ResponseApdu.of(StatusWord.OK, active)));
    }

    /** States of PUK and BK last until reset: the card leaves the station without them. */
    private void leaveClean() {
        reset();
    }

    private void reset() {
        steps.add(new Step.Reset("reset", chip.historicalBytes()));
    }

    private void application(Application application) {
        boolean environment = application.type() == Application.ApplicationType.DDF;
        steps.add(new Step.Expect(
                "select " + application.name(),
                FileCommands.selectByName(application.aidBytes()),
                ResponseApdu.of(
                        StatusWord.OK, environment ? environmentInformation(application) : information(application))));
        if (environment) {
            verifyPin();
        }
        layout.keysOf(application.name()).forEach(key -> prove(application, key));
        layout.keysOf(application.name()).stream()
                .filter(key -> key.type() == KeyType.STK)
                .forEach(key -> proveSecureMessaging(application, key));
        application.files().stream()
                .filter(profile::carries)
                .filter(CardFile::isSelectable)
                .forEach(this::compare);
    }

    /** All tries are left, and the PIN is the one that was loaded. */
    private void verifyPin() {
        int tries = layout.pin().retryLimit();
        steps.add(new Step.Expect(
                "PIN tries", SecurityCommands.queryPinTries(), ResponseApdu.of(StatusWord.of(0x63C0 | tries))));
        steps.add(new Step.VerifyPin("PIN"));
    }

    /** DPK and DTK proved themselves before the card was finished: a purchase would leave its record (docs/issuer.md). */
    private void prove(Application application, KeyDefinition key) {
        for (KeySlot slot : key.slots()) {
            KeyRef ref = new KeyRef(key.name(), slot.version());
            String label = application.name() + " " + ref;
            switch (key.type()) {
                case EA -> steps.add(new Step.Authenticate(label, ref, slot.id()));
                case IA -> steps.add(new Step.AuthenticateCard(label, ref));
                case DLK -> steps.add(new Step.ProveLoad(label, slot.version()));
                case DPK -> steps.add(new Step.Untouched(label, slot.version()));
                default -> {
                    // STK comes after the keys that open its files.
                }
            }
        }
    }

    /** A record is written once more with what it holds; it is compared afterwards. */
    private void proveSecureMessaging(Application application, KeyDefinition key) {
        KeyRef stk = KeyRef.of(key.name());
        String label = application.name() + " " + stk;
        if (application.type() == Application.ApplicationType.DDF) {
            steps.add(new Step.UnblockPin(label, stk));
            return;
        }
        for (CardFile file : application.files()) {
            if (profile.carries(file)
                    && file.update().key().isPresent()
                    && !file.records().isEmpty()) {
                RecordSlot slot = file.records().get(0);
                byte[] record = content.record(file.ref(), slot);
                steps.add(new Step.SecureUpdate(
                        label, stk, FileCommands.securedUpdateRecord(file.sfi(), slot.number(), record)));
                return;
            }
        }
        throw new IllegalStateException(application.name() + " has no record that " + stk + " could be proved by");
    }

    private void compare(CardFile file) {
        if (file.read() instanceof AccessRule.Never) {
            return;
        }
        switch (file.structure()) {
            case FIXED_TLV, VARIABLE_TLV -> file.records().forEach(slot -> compare(file, slot));
            case TRANSPARENT -> compareZeros(file);
            case CYCLIC ->
                steps.add(new Step.Expect(
                        "empty " + file.ref(),
                        FileCommands.readRecord(file.sfi(), 1),
                        ResponseApdu.of(RECORD_NOT_FOUND)));
            case INTERNAL -> throw new IllegalStateException(file.ref() + " cannot be selected");
        }
    }

    private void compare(CardFile file, RecordSlot slot) {
        steps.add(new Step.Expect(
                String.format(Locale.ROOT, "read %s #%d", file.ref(), slot.number()),
                FileCommands.readRecord(file.sfi(), slot.number()),
                ResponseApdu.of(StatusWord.OK, content.record(file.ref(), slot))));
    }

    private void compareZeros(CardFile file) {
        steps.add(new Step.Send("select " + file.ref(), FileCommands.selectFile(file.fid())));
        for (int offset = 0; offset < file.sizeBytes(); offset += CHUNK) {
            byte[] zeros = new byte[Math.min(CHUNK, file.sizeBytes() - offset)];
            steps.add(new Step.Expect(
                    "read " + file.ref() + "+" + offset,
                    FileCommands.readSelectedBinary(offset, zeros.length),
                    ResponseApdu.of(StatusWord.OK, zeros)));
        }
    }

    /** 6F { 84 AID, A5 { 88 01 1E, 9F0C 03 86 01 algorithm } } (§2). */
    private byte[] environmentInformation(Application application) {
        byte[] proprietary = {
            (byte) 0x88,
            0x01,
            0x1E,
            (byte) 0x9F,
            0x0C,
            0x03,
            (byte) 0x86,
            0x01,
            (byte) profile.algorithm().code()
        };
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(tlv(0x84, application.aidBytes()));
        inner.writeBytes(tlv(0xA5, proprietary));
        return tlv(0x6F, inner.toByteArray());
    }

    /** 6F { 84 AID } (§2). */
    private static byte[] information(Application application) {
        return tlv(0x6F, tlv(0x84, application.aidBytes()));
    }

    private static byte[] tlv(int tag, byte[] value) {
        return new TlvRecord(tag, value).encode();
    }
}
