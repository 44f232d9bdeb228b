package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.crypto.ByteArrays.number;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import java.util.Arrays;
import java.util.Set;
import org.sscard.spec.layout.FileStructure;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.AccessCondition;
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.TlvFile;
import org.sscard.virtualcard.memory.TransparentFile;

/** CREATE FILE (§7.1, convention). What was created is selected, so that its content can follow at once. */
final class CreateFileCommand {

    private static final int MF = 0x00;
    private static final int DDF = 0x01;
    private static final int ADF = 0x02;
    private static final int EF = 0x03;
    private static final int EF_LENGTH = 11;
    private static final int DIRECTORY_HEADER = 3;
    private static final int MIN_NAME = 5;
    private static final int MAX_NAME = 16;

    private final CardContext context;

    CreateFileCommand(CardContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0xE0, Set.of(0x80), (p1, p2) -> p1 <= EF && p2 == 0, CreateFileCommand::lengths, this::create);
    }

    private static boolean lengths(int p1, int lc) {
        return switch (p1) {
            case MF -> lc == 0 || lc == 2 || isDirectoryLength(lc);
            case EF -> lc == EF_LENGTH;
            default -> isDirectoryLength(lc);
        };
    }

    private static boolean isDirectoryLength(int lc) {
        return lc >= DIRECTORY_HEADER + MIN_NAME && lc <= DIRECTORY_HEADER + MAX_NAME;
    }

    private Answer create(Apdu apdu) {
        switch (apdu.p1()) {
            case MF -> createMasterFile(apdu.data());
            case DDF -> createDirectory(Directory.Kind.DDF, root(), apdu.data());
            case ADF -> createDirectory(Directory.Kind.ADF, environment(), apdu.data());
            default -> createFile(context.requireDirectory(), apdu.data());
        }
        return Answer.ok();
    }

    private void createMasterFile(byte[] data) {
        if (context.memory().masterFile().isPresent()) {
            throw new Refusal(Sw.CONDITIONS);
        }
        if (!context.security().hasTransportPower()) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
        if (data.length > 0 && number(slice(data, 0, 2)) != Directory.MF_FID) {
            throw new Refusal(Sw.BAD_DATA);
        }
        context.select(context.memory().createMasterFile());
    }

    private Directory root() {
        return context.memory().masterFile().orElseThrow(() -> new Refusal(Sw.FILE_NOT_FOUND));
    }

    /** ADFs stand in the DDF that is current, or whose application is. */
    private Directory environment() {
        Directory environment = context.requireDirectory().environment();
        if (environment.kind() != Directory.Kind.DDF) {
            throw new Refusal(Sw.CONDITIONS);
        }
        return environment;
    }

    /** FID2 ‖ lock-key id1 ‖ name. */
    private void createDirectory(Directory.Kind kind, Directory parent, byte[] data) {
        requirePower(parent);
        int fid = (int) number(slice(data, 0, 2));
        byte[] name = Arrays.copyOfRange(data, DIRECTORY_HEADER, data.length);
        boolean known = root().tree().stream()
                .anyMatch(directory -> directory.fid() == fid || Arrays.equals(directory.name(), name));
        if (known || parent.file(fid).isPresent()) {
            throw new Refusal(Sw.BAD_DATA);
        }
        context.select(parent.addChild(kind, fid, data[2] & 0xFF, name));
    }

    /** FID2 ‖ type1 ‖ size2 ‖ record length1 ‖ record count1 ‖ read1 ‖ readKey1 ‖ write1 ‖ writeKey1. */
    private void createFile(Directory directory, byte[] data) {
        requirePower(directory);
        int fid = (int) number(slice(data, 0, 2));
        if (directory.file(fid).isPresent() || fid == directory.fid() || fid == Directory.MF_FID) {
            throw new Refusal(Sw.BAD_DATA);
        }
        ElementaryFile file = file(fid, data);
        if (file instanceof MedicalFile && directory.medicalFile().isPresent()) {
            throw new Refusal(Sw.BAD_DATA);
        }
        directory.add(file);
        context.select(file);
    }

    private static ElementaryFile file(int fid, byte[] data) {
        int size = (int) number(slice(data, 3, 2));
        int recordLength = data[5] & 0xFF;
        int recordCount = data[6] & 0xFF;
        AccessCondition read = condition(data[7], data[8]);
        AccessCondition update = condition(data[9], data[10]);
        return switch (structure(data[2] & 0xFF)) {
            case TRANSPARENT -> new TransparentFile(fid, positive(size), read, update);
            case FIXED_TLV -> new TlvFile(fid, true, size, recordCount, read, update);
            case VARIABLE_TLV -> new TlvFile(fid, false, size, recordCount, read, update);
            case CYCLIC -> new CyclicFile(fid, positive(recordLength), positive(recordCount), read, update);
            case INTERNAL -> new MedicalFile(fid, read, update);
        };
    }

    private static FileStructure structure(int code) {
        for (FileStructure structure : FileStructure.values()) {
            if (structure.typeCode() == code) {
                return structure;
            }
        }
        throw new Refusal(Sw.BAD_DATA);
    }

    private static AccessCondition condition(byte code, byte keyId) {
        return AccessCondition.of(code & 0xFF, keyId & 0xFF).orElseThrow(() -> new Refusal(Sw.BAD_DATA));
    }

    private static int positive(int value) {
        if (value == 0) {
            throw new Refusal(Sw.BAD_DATA);
        }
        return value;
    }

    private void requirePower(Directory directory) {
        if (directory.isPersonalised()) {
            throw new Refusal(Sw.CONDITIONS);
        }
        if (!context.security().hasMasterPower(directory)) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
    }
}
