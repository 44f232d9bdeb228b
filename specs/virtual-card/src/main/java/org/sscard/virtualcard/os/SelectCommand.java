package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.crypto.ByteArrays.concat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.MedicalFile;

/**
 * SELECT (§2, §6). A failed SELECT changes nothing. From a blocked application one may only move to another one: all that
 * is asked of it, its files included, is 9303.
 */
final class SelectCommand {

    private static final int BY_FID = 0x00;
    private static final int CHILD_DF = 0x01;
    private static final int CHILD_EF = 0x02;
    private static final int BY_NAME = 0x04;
    private static final int FIRST = 0x00;
    private static final int NEXT = 0x02;
    /** The directory EF, announced in the FCI of the SSSE (§2). */
    private static final byte[] DIRECTORY_SFI = {(byte) 0x88, 0x01, 0x1E};

    private final CardContext context;
    private final FileAccess access;

    SelectCommand(CardContext context) {
        this.context = context;
        this.access = new FileAccess(context);
    }

    void register(CommandTable table) {
        table.on(0xA4, Set.of(0x00), SelectCommand::parameters, SelectCommand::lengths, this::select);
    }

    private static boolean parameters(int p1, int p2) {
        return switch (p1) {
            case BY_FID, CHILD_DF, CHILD_EF -> p2 == FIRST;
            case BY_NAME -> p2 == FIRST || p2 == NEXT;
            default -> false;
        };
    }

    private static boolean lengths(int p1, int lc) {
        return switch (p1) {
            case BY_FID -> lc == 0 || lc == 2;
            case BY_NAME -> lc >= 5 && lc <= 16;
            default -> lc == 2;
        };
    }

    private Answer select(Apdu apdu) {
        Directory current = context.requireDirectory();
        if (apdu.p1() == BY_NAME) {
            return open(byName(current, apdu.data(), apdu.p2() == NEXT));
        }
        int fid = apdu.dataLength() == 0 ? Directory.MF_FID : (int) ByteArrays.number(apdu.data());
        if (apdu.p1() != CHILD_EF) {
            Optional<Directory> directory = byFid(current, fid, apdu.p1() == CHILD_DF);
            if (directory.isPresent()) {
                return open(directory.get());
            }
        }
        if (current.isBlocked()) {
            throw new Refusal(Sw.APPLICATION_BLOCKED);
        }
        if (apdu.p1() == CHILD_DF) {
            throw new Refusal(Sw.FILE_NOT_FOUND);
        }
        ElementaryFile file = current.file(fid)
                .filter(found -> !(found instanceof MedicalFile) || access.mayFill(found))
                .orElseThrow(() -> new Refusal(Sw.FILE_NOT_FOUND));
        context.select(file);
        return Answer.ok();
    }

    private Answer open(Directory directory) {
        if (directory.isBlocked()) {
            throw new Refusal(Sw.APPLICATION_BLOCKED);
        }
        byte[] fci = fci(directory);
        if (fci.length == 0) {
            context.select(directory);
            return Answer.ok();
        }
        return Answer.of(fci.length, () -> {
            context.select(directory);
            return fci;
        });
    }

    /** MF, the directory itself, its children, its parent and its sisters: clients move among applications (§6). */
    private static Optional<Directory> byFid(Directory current, int fid, boolean childOnly) {
        Directory environment = current.environment();
        Stream<Directory> children = environment.children().stream();
        Stream<Directory> reachable =
                childOnly ? children : Stream.concat(Stream.of(environment, root(current)), children);
        return reachable.filter(candidate -> candidate.fid() == fid).findFirst();
    }

    /** Full or leading part of a DF name; P2 = 02 goes on behind the current directory (§6). */
    private Directory byName(Directory current, byte[] name, boolean next) {
        List<Directory> all = root(current).tree();
        int from = next ? all.indexOf(current) + 1 : 0;
        return all.stream()
                .skip(from)
                .filter(directory -> startsWith(directory.name(), name))
                .findFirst()
                .orElseThrow(() -> new Refusal(Sw.FILE_NOT_FOUND));
    }

    private static Directory root(Directory directory) {
        return directory.parent().map(SelectCommand::root).orElse(directory);
    }

    private static boolean startsWith(byte[] name, byte[] part) {
        return name.length >= part.length && Arrays.equals(ByteArrays.slice(name, 0, part.length), part);
    }

    /** §2: the SSSE names its directory EF and its algorithm, an ADF its name; the MF answers nothing. */
    private static byte[] fci(Directory directory) {
        byte[] name = tlv(0x84, directory.name());
        return switch (directory.kind()) {
            case MF -> new byte[0];
            case ADF -> tlv(0x6F, name);
            case DDF -> {
                byte[] algorithm =
                        tlv(0x86, new byte[] {(byte) directory.algorithm().code()});
                byte[] issuerData = concat(new byte[] {(byte) 0x9F}, tlv(0x0C, algorithm));
                yield tlv(0x6F, concat(name, tlv(0xA5, concat(DIRECTORY_SFI, issuerData))));
            }
        };
    }

    private static byte[] tlv(int tag, byte[] value) {
        return concat(new byte[] {(byte) tag, (byte) value.length}, value);
    }
}
