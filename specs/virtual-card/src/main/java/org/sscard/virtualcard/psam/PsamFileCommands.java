package org.sscard.virtualcard.psam;

import static org.sscard.virtualcard.command.CommandTable.noData;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.number;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;

/** SELECT and READ BINARY of a PSAM (§6, PSAM commands): its public files say who and where the terminal is. */
final class PsamFileCommands {

    private static final int BY_FID = 0x00;
    private static final int CHILD_EF = 0x02;
    private static final int BY_NAME = 0x04;
    private static final int SSF33_FID = 0xDDF1;
    private static final byte[] SSF33_NAME = HexFormat.of().parseHex("7378322E73682EC9E7BBE1B1A3D5CF");
    private static final int DIR = 0x0001;
    private static final int PUBLIC = 0x0015;
    private static final int TERMINAL = 0x0016;
    private static final int SEQUENCE = 0x0019;
    private static final int FIRST_KEY_FILE = 0x0011;
    private static final int LAST_KEY_FILE = 0x0013;
    private static final int SFI_FORM = 0x80;

    /** 61 { 4F AID of DF01 }. */
    private static final byte[] DIR_ENTRY = HexFormat.of().parseHex("61084F06D15600000590");
    /** Purchase key index, authentication key version, start date, end date (001A to 001C). */
    private static final byte[] APPLICATION_INFO = HexFormat.of().parseHex("01012000010120991231");

    private static final byte[] ISSUER = {0x01};
    /** Version, type, FCI data of file 0015. */
    private static final byte[] PUBLIC_TAIL = HexFormat.of().parseHex("01010000");

    private final PsamContext context;

    PsamFileCommands(PsamContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(
                0xA4,
                Set.of(0x00),
                (p1, p2) -> (p1 == BY_FID || p1 == CHILD_EF || p1 == BY_NAME) && p2 == 0,
                PsamFileCommands::selectLengths,
                this::select);
        table.on(
                0xB0,
                Set.of(0x00),
                (p1, p2) -> (p1 & SFI_FORM) == 0 || ((p1 & 0xE0) == SFI_FORM && (p1 & 0x1F) != 0),
                noData(),
                this::read);
    }

    private static boolean selectLengths(int p1, int lc) {
        return switch (p1) {
            case BY_NAME -> lc >= 5 && lc <= 16;
            case BY_FID -> lc == 0 || lc == 2;
            default -> lc == 2;
        };
    }

    private Answer select(Apdu apdu) {
        if (apdu.p1() == BY_NAME) {
            return open(byName(apdu.data()));
        }
        int fid = apdu.dataLength() == 0 ? PsamDirectory.MASTER_FILE.fid() : (int) number(apdu.data());
        if (apdu.p1() == BY_FID) {
            refuseSsf33(fid == SSF33_FID);
            for (PsamDirectory directory : PsamDirectory.values()) {
                if (directory.fid() == fid) {
                    return open(directory);
                }
            }
        }
        if (content(fid).isEmpty() && !isKeyFile(fid)) {
            throw new Refusal(Sw.FILE_NOT_FOUND);
        }
        context.selectFile(fid);
        return Answer.ok();
    }

    private static PsamDirectory byName(byte[] name) {
        refuseSsf33(Arrays.equals(name, SSF33_NAME));
        for (PsamDirectory directory : PsamDirectory.values()) {
            byte[] full = directory.dfName();
            if (full.length >= name.length && Arrays.equals(slice(full, 0, name.length), name)) {
                return directory;
            }
        }
        throw new Refusal(Sw.FILE_NOT_FOUND);
    }

    /** SSF33 is secret and not implemented (§10). */
    private static void refuseSsf33(boolean asked) {
        if (asked) {
            throw new Refusal(Sw.NOT_SUPPORTED);
        }
    }

    private Answer open(PsamDirectory directory) {
        byte[] fci = fci(directory);
        return Answer.of(fci.length, () -> {
            context.select(directory);
            return fci;
        });
    }

    private byte[] fci(PsamDirectory directory) {
        byte[] name = tlv(0x84, directory.dfName());
        if (directory == PsamDirectory.APPLICATION) {
            return tlv(0x6F, name);
        }
        byte algorithm = (byte) context.memory().algorithm().code();
        byte[] proprietary = concat(
                tlv(0x88, new byte[] {DIR}), new byte[] {(byte) 0x9F}, tlv(0x0C, tlv(0x86, new byte[] {algorithm})));
        return tlv(0x6F, concat(name, tlv(0xA5, proprietary)));
    }

    private static byte[] tlv(int tag, byte[] value) {
        return concat(new byte[] {(byte) tag, (byte) value.length}, value);
    }

    private Answer read(Apdu apdu) {
        boolean bySfi = (apdu.p1() & SFI_FORM) != 0;
        int fid = bySfi ? apdu.p1() & 0x1F : context.file();
        if (fid == 0) {
            throw new Refusal(Sw.NO_CURRENT_FILE);
        }
        if (isKeyFile(fid)) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
        byte[] content = content(fid).orElseThrow(() -> new Refusal(Sw.FILE_NOT_FOUND));
        int offset = bySfi ? apdu.p2() : (apdu.p1() << 8) | apdu.p2();
        if (offset >= content.length) {
            throw new Refusal(Sw.OUTSIDE_FILE);
        }
        int rest = content.length - offset;
        int length = apdu.leavesLengthOpen() ? rest : Math.min(apdu.le(), rest);
        return Answer.of(length, () -> {
            context.selectFile(fid);
            return slice(content, offset, length);
        });
    }

    /** 0011 to 0013 of the application hold keys: they are selected, never read. */
    private boolean isKeyFile(int fid) {
        return context.directory() == PsamDirectory.APPLICATION && fid >= FIRST_KEY_FILE && fid <= LAST_KEY_FILE;
    }

    /** The files of the current directory; those of the MF are also found from the application. */
    private Optional<byte[]> content(int fid) {
        PsamMemory memory = context.memory();
        boolean inApplication = context.directory() == PsamDirectory.APPLICATION;
        return switch (fid) {
            case DIR -> Optional.of(DIR_ENTRY);
            case PUBLIC -> Optional.of(concat(ISSUER, memory.serial(), PUBLIC_TAIL));
            case TERMINAL -> Optional.of(memory.terminal());
            case SEQUENCE -> inApplication ? Optional.of(number(memory.terminalSequence(), 4)) : Optional.empty();
            case 0x001A, 0x001B, 0x001C -> inApplication ? Optional.of(APPLICATION_INFO) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
