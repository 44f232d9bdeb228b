package org.sscard.issuer.perso;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.IssuingCommands;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.RecordSlot;

/**
 * What turns a blank into one person's card, in the order of card specification §7.1. The master key that a directory
 * gets is from the start the card's own (one key per card), so there is none to replace at the end.
 */
final class PersoScript {

    private static final KeyRef MASTER_KEY = KeyRef.of("MK");
    private static final int MASTER_KEY_ID = 0x00;
    private static final int CHUNK = 255;

    private final CardProfile profile;
    private final CardLayout layout;
    private final CardContent content;
    private final Chip chip;
    private final List<Step> steps = new ArrayList<>();

    private PersoScript(CardProfile profile, CardContent content, Chip chip) {
        this.profile = profile;
        this.layout = profile.layout();
        this.content = content;
        this.chip = chip;
    }

    static List<Step> of(CardProfile profile, CardRecord card, Chip chip) {
        return of(profile, CardContent.of(profile, card, chip), chip);
    }

    static List<Step> of(CardProfile profile, CardContent content, Chip chip) {
        PersoScript script = new PersoScript(profile, content, chip);
        script.activate();
        script.applications().forEach(script::create);
        script.applications().forEach(script::writePersonalData);
        script.loadPin();
        script.end();
        return List.copyOf(script.steps);
    }

    /** The applications that the profile names, SSSE first. */
    private List<Application> applications() {
        return layout.applications().stream().filter(profile::carries).toList();
    }

    private void activate() {
        steps.add(new Step.Authenticate("transport key", KeyRef.TRANSPORT, MASTER_KEY_ID));
        steps.add(new Step.Send(
                "historical bytes",
                IssuingCommands.setHistoricalBytes(chip.historicalBytes().bytes())));
        steps.add(new Step.Send("create MF", IssuingCommands.createMasterFile()));
        steps.add(new Step.LoadKey("MF MK", KeyRef.TRANSPORT, MASTER_KEY));
        steps.add(new Step.Authenticate("MF MK", MASTER_KEY, MASTER_KEY_ID));
    }

    /** The directory that was created last is the current one; its MK comes under its parent's. */
    private void create(Application application) {
        String name = application.name();
        steps.add(new Step.Send("create " + name, IssuingCommands.createDirectory(layout, application)));
        steps.add(new Step.LoadKey(name + " MK", MASTER_KEY, MASTER_KEY));
        for (KeyDefinition key : layout.keysOf(name)) {
            for (KeySlot slot : key.slots()) {
                KeyRef ref = new KeyRef(key.name(), slot.version());
                steps.add(new Step.LoadKey(name + " " + ref, MASTER_KEY, ref));
            }
        }
        steps.add(new Step.Authenticate(name + " MK", MASTER_KEY, MASTER_KEY_ID));
        // The internal medical file comes first: what is paid with it while DPK and DTK are proved leaves no record
        // then.
        List<CardFile> files = application.files().stream()
                .filter(profile::carries)
                .sorted(Comparator.comparing(file -> file.structure() != FileStructure.INTERNAL))
                .toList();
        for (CardFile file : files) {
            create(file);
            if (file.structure() == FileStructure.INTERNAL) {
                proveMedicalKeys(application, file);
            }
        }
    }

    private void create(CardFile file) {
        steps.add(new Step.Send("create " + file.ref(), IssuingCommands.createFile(layout, file)));
        switch (file.structure()) {
            case FIXED_TLV, VARIABLE_TLV -> file.records().forEach(slot -> appendPadding(file, slot));
            case TRANSPARENT -> writeZeros(file);
            case INTERNAL -> writeMedicalAmounts(file);
            case CYCLIC -> {
                // Starts empty (§2): the card's use fills it.
            }
        }
    }

    private void appendPadding(CardFile file, RecordSlot slot) {
        byte[] record = ElementCodec.emptyRecord(slot.element());
        steps.add(
                new Step.Send(label("pad", file, slot), FileCommands.updateRecord(file.sfi(), slot.number(), record)));
    }

    private void writeZeros(CardFile file) {
        for (int offset = 0; offset < file.sizeBytes(); offset += CHUNK) {
            byte[] zeros = new byte[Math.min(CHUNK, file.sizeBytes() - offset)];
            steps.add(new Step.Send(
                    "pad " + file.ref() + "+" + offset, FileCommands.updateSelectedBinary(offset, zeros)));
        }
    }

    private void proveMedicalKeys(Application application, CardFile file) {
        List<KeyDefinition> keys = layout.keysOf(application.name()).stream()
                .filter(key -> key.type() == KeyType.DPK)
                .toList();
        if (keys.isEmpty()) {
            return;
        }
        steps.add(new Step.Send(
                "fill " + file.ref(),
                FileCommands.updateSelectedBinary(0, KeyProofs.amountsWhileProving(medicalAmounts(file)))));
        for (KeyDefinition key : keys) {
            for (KeySlot slot : key.slots()) {
                steps.add(new Step.ProvePurchase(application.name() + " " + key.name() + " DTK", slot.version()));
            }
        }
        writeMedicalAmounts(file);
    }

    /** Counters, balance, totals and payment year 0; the starting day of the medical year (§2.1, DF04). */
    private void writeMedicalAmounts(CardFile file) {
        steps.add(new Step.Send("fill " + file.ref(), FileCommands.updateSelectedBinary(0, medicalAmounts(file))));
    }

    private byte[] medicalAmounts(CardFile file) {
        byte[] amounts = new byte[file.sizeBytes()];
        byte[] day = HexFormat.of().parseHex(profile.startingDay());
        System.arraycopy(day, 0, amounts, amounts.length - day.length, day.length);
        return amounts;
    }

    private void writePersonalData(Application application) {
        List<CardFile> files = application.files().stream()
                .filter(profile::carries)
                .filter(file -> file.records().stream().anyMatch(slot -> content.knows(file.ref(), slot)))
                .toList();
        if (files.isEmpty()) {
            return;
        }
        select(application);
        String authenticated = "";
        for (CardFile file : files) {
            String key = file.update().key().orElse("");
            if (!key.equals(authenticated)) {
                steps.add(new Step.Authenticate(
                        "update key " + key, KeyRef.of(key), layout.key(key).id()));
                authenticated = key;
            }
            for (RecordSlot slot : file.records()) {
                if (content.knows(file.ref(), slot)) {
                    steps.add(new Step.Send(
                            label("write", file, slot),
                            FileCommands.updateRecord(file.sfi(), slot.number(), content.record(file.ref(), slot))));
                }
            }
        }
    }

    private void loadPin() {
        select(layout.application("SSSE"));
        steps.add(new Step.LoadPin("PIN", MASTER_KEY));
    }

    /** From the leaves to the root: a directory that has ended takes no more commands of this kind. */
    private void end() {
        List<Application> inner = new ArrayList<>(applications());
        Collections.reverse(inner);
        for (Application application : inner) {
            select(application);
            steps.add(new Step.Send("end " + application.name(), IssuingCommands.endPersonalisation()));
        }
        steps.add(new Step.Send("select MF", FileCommands.selectMasterFile()));
        steps.add(new Step.Send("end MF", IssuingCommands.endPersonalisation()));
    }

    private void select(Application application) {
        steps.add(new Step.Send("select " + application.name(), FileCommands.selectByName(application.aidBytes())));
    }

    private static String label(String verb, CardFile file, RecordSlot slot) {
        return String.format(Locale.ROOT, "%s %s #%d", verb, file.ref(), slot.number());
    }
}
