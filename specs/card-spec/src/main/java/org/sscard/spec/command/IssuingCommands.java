package org.sscard.spec.command;

import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.FileStructure;

/** The commands that make a blank card a social-security card (§7.1; a convention, real card OS differ). */
public final class IssuingCommands {

    private static final int MASTER_FILE = 0x00;
    private static final int DDF = 0x01;
    private static final int ADF = 0x02;
    private static final int EF = 0x03;
    private static final int MASTER_FILE_ID = 0x3F00;
    private static final int LIFE_CYCLE = 0x9F;

    private IssuingCommands() {}

    public static CommandApdu createMasterFile() {
        return CardCommand.CREATE_FILE.apdu(MASTER_FILE, 0x00, fid(MASTER_FILE_ID));
    }

    /** FID2 ‖ lock-key id1 ‖ name. */
    public static CommandApdu createDirectory(CardLayout layout, Application application) {
        int type = application.type() == Application.ApplicationType.DDF ? DDF : ADF;
        return CardCommand.CREATE_FILE.apdu(
                type,
                0x00,
                Parameter.concat(
                        fid(application.fid()),
                        Parameter.octet("lock-key id", layout.lockKeyId(application)),
                        application.aidBytes()));
    }

    /**
     * FID2 ‖ type1 ‖ size2 ‖ record length1 ‖ record count1 ‖ read1 ‖ readKey1 ‖ write1 ‖ writeKey1. Record length and
     * count are 0 for transparent files; TLV files give the number of records and length 0.
     */
    public static CommandApdu createFile(CardLayout layout, CardFile file) {
        int records = file.structure() == FileStructure.CYCLIC
                ? file.recordCount()
                : file.records().size();
        int size = Parameter.between("file size", file.sizeBytes(), 0, 0xFFFF);
        return CardCommand.CREATE_FILE.apdu(
                EF,
                0x00,
                Parameter.concat(
                        fid(file.fid()),
                        Parameter.octet("type", file.structure().typeCode()),
                        new byte[] {(byte) (size >> 8), (byte) size},
                        Parameter.octet("record length", file.recordLength()),
                        Parameter.octet("record count", records),
                        Parameter.octet("read rule", file.read().code()),
                        Parameter.octet("read key", layout.keyId(file.read())),
                        Parameter.octet("update rule", file.update().code()),
                        Parameter.octet("update key", layout.keyId(file.update()))));
    }

    /** @param encryptedKey Enc(LD ‖ type ‖ id ‖ version ‖ algorithm ‖ retry ‖ key) under the directory's MK */
    public static SecuredCommand loadKey(byte[] encryptedKey) {
        return CardCommand.LOAD_KEY.secured(0x00, 0x00, Parameter.between("encrypted key", encryptedKey, 8, 64));
    }

    /** Replaces a key that is there; same data as {@link #loadKey}. */
    public static SecuredCommand updateKey(byte[] encryptedKey) {
        return CardCommand.LOAD_KEY.secured(0x01, 0x00, Parameter.between("encrypted key", encryptedKey, 8, 64));
    }

    /** Ends the personalisation of the current directory. */
    public static CommandApdu endPersonalisation() {
        return CardCommand.END_PERSONALISATION.apdu(0x00, 0x00);
    }

    /** @param historicalBytes 13 bytes; only before the master file exists */
    public static CommandApdu setHistoricalBytes(byte[] historicalBytes) {
        return CardCommand.SET_HISTORICAL_BYTES.apdu(
                0x00, 0x00, Parameter.exactly("historical bytes", historicalBytes, 13));
    }

    /** Answers one byte, see {@link CardLifeCycle}. */
    public static CommandApdu getLifeCycle() {
        return CardCommand.GET_LIFE_CYCLE.expecting(1, 0x00, LIFE_CYCLE);
    }

    private static byte[] fid(int fid) {
        return new byte[] {(byte) (fid >> 8), (byte) fid};
    }
}
