package org.sscard.spec.command;

import org.sscard.spec.apdu.CommandApdu;

/** SELECT and the commands on files (§6). Files are addressed by short identifier, or as the current file. */
public final class FileCommands {

    private static final int ANY_LENGTH = 256;
    private static final int SFI_FLAG = 0x80;
    private static final int MAX_SFI = 0x1E;

    /** How P1 of the record commands is understood (P2, low three bits). */
    private enum Mode {
        FIRST_WITH_ID(0),
        PREVIOUS(3),
        NUMBER(4),
        NUMBER_TO_LAST(5),
        LAST_TO_NUMBER(6);

        private final int bits;

        Mode(int bits) {
            this.bits = bits;
        }
    }

    private FileCommands() {}

    /** The master file, {@code 00A40000023F00}. */
    public static CommandApdu selectMasterFile() {
        return CardCommand.SELECT.expecting(ANY_LENGTH, 0x00, 0x00, (byte) 0x3F, (byte) 0x00);
    }

    /** A directory by name. The SSSE answers its FCI with the algorithm. */
    public static CommandApdu selectByName(byte[] aid) {
        return CardCommand.SELECT.expecting(ANY_LENGTH, 0x04, 0x00, Parameter.between("name", aid, 5, 16));
    }

    /** A child directory by file identifier; not in the text, but deployed clients do it (§6). */
    public static CommandApdu selectDirectory(int fid) {
        return CardCommand.SELECT.expecting(ANY_LENGTH, 0x00, 0x00, fid(fid));
    }

    /** An elementary file of the current directory; answers no data. */
    public static CommandApdu selectFile(int fid) {
        return CardCommand.SELECT.apdu(0x02, 0x00, fid(fid));
    }

    /** A record by number, from 1; in a cyclic file 1 is the newest. */
    public static CommandApdu readRecord(int sfi, int number) {
        return CardCommand.READ_RECORD.expecting(
                ANY_LENGTH, Parameter.between("record number", number, 1, 0xFE), recordP2(sfi, Mode.NUMBER));
    }

    /** The first record with a tag. */
    public static CommandApdu readRecordByTag(int sfi, int tag) {
        return CardCommand.READ_RECORD.expecting(
                ANY_LENGTH, Parameter.between("tag", tag, 0, 0xFF), recordP2(sfi, Mode.FIRST_WITH_ID));
    }

    /** As many whole records as fit, from a number to the last. */
    public static CommandApdu readRecordsFrom(int sfi, int number) {
        return CardCommand.READ_RECORD.expecting(
                ANY_LENGTH, Parameter.between("record number", number, 1, 0xFE), recordP2(sfi, Mode.NUMBER_TO_LAST));
    }

    /** As many whole records as fit, from the last to a number. */
    public static CommandApdu readRecordsBackTo(int sfi, int number) {
        return CardCommand.READ_RECORD.expecting(
                ANY_LENGTH, Parameter.between("record number", number, 1, 0xFE), recordP2(sfi, Mode.LAST_TO_NUMBER));
    }

    /** @param record tag ‖ length ‖ value; the record with this tag is replaced, or appended when absent */
    public static CommandApdu updateRecordByTag(int sfi, byte[] record) {
        Parameter.between("record", record, 2, 0xFF);
        return CardCommand.UPDATE_RECORD.apdu(record[0] & 0xFF, recordP2(sfi, Mode.FIRST_WITH_ID), record);
    }

    /** For repeated tags, whose records differ by number only. */
    public static CommandApdu updateRecord(int sfi, int number, byte[] record) {
        return CardCommand.UPDATE_RECORD.apdu(
                Parameter.between("record number", number, 1, 0xFE),
                recordP2(sfi, Mode.NUMBER),
                Parameter.between("record", record, 1, 0xFF));
    }

    /** Appends to a cyclic file; the oldest record gives way (mode 3, previous). */
    public static CommandApdu appendRecord(int sfi, byte[] record) {
        return CardCommand.UPDATE_RECORD.apdu(
                0x00, recordP2(sfi, Mode.PREVIOUS), Parameter.between("record", record, 1, 0xFF));
    }

    /** {@code 04 DC}: an update that carries a MAC under the current directory's STK (§5.3). */
    public static SecuredCommand securedUpdateRecord(int sfi, int number, byte[] record) {
        return CardCommand.UPDATE_RECORD.secured(
                Parameter.between("record number", number, 1, 0xFE), recordP2(sfi, Mode.NUMBER), record);
    }

    /**
     * From a transparent file.
     *
     * @param offset 0 to 255 bytes
     * @param length 1 to 256 bytes; 256 asks for what there is
     */
    public static CommandApdu readBinary(int sfi, int offset, int length) {
        return CardCommand.READ_BINARY.expecting(length, SFI_FLAG | sfi(sfi), shortOffset(offset));
    }

    /** From the selected transparent file, for offsets that a short identifier leaves no room for: 0 to 32767. */
    public static CommandApdu readSelectedBinary(int offset, int length) {
        Parameter.between("offset", offset, 0, 0x7FFF);
        return CardCommand.READ_BINARY.expecting(length, offset >> 8, offset & 0xFF);
    }

    public static CommandApdu updateBinary(int sfi, int offset, byte[] data) {
        return CardCommand.UPDATE_BINARY.apdu(
                SFI_FLAG | sfi(sfi), shortOffset(offset), Parameter.between("data", data, 1, 0xFF));
    }

    public static CommandApdu updateSelectedBinary(int offset, byte[] data) {
        Parameter.between("offset", offset, 0, 0x7FFF);
        return CardCommand.UPDATE_BINARY.apdu(offset >> 8, offset & 0xFF, Parameter.between("data", data, 1, 0xFF));
    }

    /** {@code 04 D6}: an update that carries a MAC under the current directory's STK (§5.3). */
    public static SecuredCommand securedUpdateSelectedBinary(int offset, byte[] data) {
        Parameter.between("offset", offset, 0, 0x7FFF);
        return CardCommand.UPDATE_BINARY.secured(offset >> 8, offset & 0xFF, data);
    }

    /** Fetches what a 61xx answer announced. */
    public static CommandApdu getResponse(int length) {
        return CardCommand.GET_RESPONSE.expecting(length, 0x00, 0x00);
    }

    private static int recordP2(int sfi, Mode mode) {
        return sfi(sfi) << 3 | mode.bits;
    }

    /** 0 is the current file. */
    private static int sfi(int sfi) {
        return Parameter.between("short file identifier", sfi, 0, MAX_SFI);
    }

    private static int shortOffset(int offset) {
        return Parameter.between("offset beside a short identifier", offset, 0, 0xFF);
    }

    private static byte[] fid(int fid) {
        Parameter.between("file identifier", fid, 0, 0xFFFF);
        return new byte[] {(byte) (fid >> 8), (byte) fid};
    }
}
