package org.sscard.issuer.perso;

import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.Person;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.codec.HolderName;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.identity.InitialisationOrganisation;
import org.sscard.spec.identity.RegionCode;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.FileRef;
import org.sscard.spec.layout.RecordSlot;

/** What one card holds, element by element; whatever nobody knows is padded by its format. */
final class CardContent {

    private static final ElementRef HUKOU_ADDRESS = ElementRef.parse("DF01/EF05/21");
    private static final ElementRef HUKOU_REGION = ElementRef.parse("DF01/EF05/0E");
    private static final ElementRef PHONE = ElementRef.parse("DF01/EF06/28");
    private static final ElementRef INSURED_REGION = ElementRef.parse("DF04/EF05/84");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);

    private final CardLayout layout;
    private final Map<ElementRef, byte[]> values = new HashMap<>();

    private CardContent(CardLayout layout) {
        this.layout = layout;
    }

    static CardContent of(CardProfile profile, CardRecord card, Chip chip) {
        CardContent content = new CardContent(profile.layout());
        content.issuerData(profile, card, chip);
        content.holderData(card.holder());
        content.text(HUKOU_ADDRESS, card.holder().hukouAddress());
        content.text(HUKOU_REGION, card.holder().hukouRegion());
        content.text(PHONE, card.holder().phone());
        content.text(INSURED_REGION, card.region());
        return content;
    }

    /** What a blank for the counter holds before anybody's name is on it. */
    static CardContent prepared(CardProfile profile, String region, Chip chip) {
        CardContent content = new CardContent(profile.layout());
        content.chipData(profile, region, chip);
        return content;
    }

    private void issuerData(CardProfile profile, CardRecord card, Chip chip) {
        chipData(profile, card.region(), chip);
        text(CardElements.ISSUE_DATE, DATE.format(chip.issueDate()));
        text(CardElements.EXPIRY_DATE, DATE.format(chip.expiryDate()));
        text(CardElements.CARD_NUMBER, card.cardNumber());
    }

    private void chipData(CardProfile profile, String region, Chip chip) {
        InitialisationOrganisation organisation = new InitialisationOrganisation(
                new RegionCode(region), new RegionCode(profile.initialisingRegion()), profile.organisationSequence());
        bytes(CardElements.IDENTIFICATION_CODE, chip.identificationCode().bytes());
        text(CardElements.CARD_CATEGORY, profile.category());
        text(CardElements.SPECIFICATION_VERSION, profile.version().text());
        bytes(CardElements.INITIALISATION_ORGANISATION, organisation.bytes());
    }

    private void holderData(Person holder) {
        text(CardElements.SOCIAL_SECURITY_NUMBER, holder.idNumber());
        List<byte[]> name = HolderName.split(layout, holder.name());
        bytes(CardElements.NAME, name.get(0));
        if (name.size() > 1) {
            bytes(CardElements.NAME_EXTENSION, name.get(1));
        }
        text(CardElements.SEX, holder.sex());
        text(CardElements.ETHNIC_GROUP, holder.ethnicGroup());
        text(CardElements.BIRTHPLACE, holder.birthplace());
        text(CardElements.BIRTH_DATE, DATE.format(holder.birthDate()));
    }

    private void text(ElementRef ref, String text) {
        if (!text.isEmpty()) {
            layout.findElement(ref).ifPresent(element -> values.put(ref, ElementCodec.encode(element, text)));
        }
    }

    private void bytes(ElementRef ref, byte[] value) {
        layout.findElement(ref).ifPresent(element -> values.put(ref, ElementCodec.pad(element, value)));
    }

    /** Whether something is known of this record, so that it is personal data and not padding. */
    boolean knows(FileRef file, RecordSlot slot) {
        return values.containsKey(ref(file, slot));
    }

    /** The complete record: tag, length, value or padding. */
    byte[] record(FileRef file, RecordSlot slot) {
        byte[] value = values.get(ref(file, slot));
        return value == null
                ? ElementCodec.emptyRecord(slot.element())
                : new TlvRecord(slot.element().tag(), value).encode();
    }

    private static ElementRef ref(FileRef file, RecordSlot slot) {
        return new ElementRef(file, slot.element().tag(), slot.occurrence());
    }

    /** Holder data never reaches a log. */
    @Override
    public String toString() {
        return "CardContent[" + values.size() + " elements]";
    }
}
