package org.sscard.spec.layout;

/** The elements and files that code must name. A test holds that every one of them exists. */
public final class CardElements {

    public static final FileRef ISSUER_DATA = FileRef.parse("SSSE/EF05");
    public static final FileRef HOLDER_DATA = FileRef.parse("SSSE/EF06");
    public static final FileRef FINGERPRINTS = FileRef.parse("SSSE/EF07");
    /** Not on 1.0 cards. */
    public static final FileRef PHOTO = FileRef.parse("SSSE/EF08");

    public static final FileRef MEDICAL_TRANSACTIONS = FileRef.parse("DF04/EF08");
    /** Kept by the card OS; its identifier serves CREATE FILE only. */
    public static final FileRef MEDICAL_AMOUNTS = FileRef.parse("DF04/EF00");

    public static final ElementRef IDENTIFICATION_CODE = ISSUER_DATA.element(0x01);
    public static final ElementRef CARD_CATEGORY = ISSUER_DATA.element(0x02);
    public static final ElementRef SPECIFICATION_VERSION = ISSUER_DATA.element(0x03);
    public static final ElementRef INITIALISATION_ORGANISATION = ISSUER_DATA.element(0x04);
    public static final ElementRef ISSUE_DATE = ISSUER_DATA.element(0x05);
    public static final ElementRef EXPIRY_DATE = ISSUER_DATA.element(0x06);
    public static final ElementRef CARD_NUMBER = ISSUER_DATA.element(0x07);

    public static final ElementRef SOCIAL_SECURITY_NUMBER = HOLDER_DATA.element(0x08);
    public static final ElementRef NAME = HOLDER_DATA.element(0x09);
    /** Not on 1.0 cards. */
    public static final ElementRef NAME_EXTENSION = HOLDER_DATA.element(0x4E);

    public static final ElementRef SEX = HOLDER_DATA.element(0x0A);
    public static final ElementRef ETHNIC_GROUP = HOLDER_DATA.element(0x0B);
    public static final ElementRef BIRTHPLACE = HOLDER_DATA.element(0x0C);
    public static final ElementRef BIRTH_DATE = HOLDER_DATA.element(0x0D);

    private CardElements() {}
}
