package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.command.CommandTable.length;
import static org.sscard.virtualcard.command.CommandTable.noData;

import java.util.Optional;
import java.util.Set;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.MedicalAmounts;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.TransparentFile;

/** READ BINARY and UPDATE BINARY (§6). */
final class BinaryCommands {

    private static final int SFI_FORM = 0x80;
    private static final int MAX_ANSWER = 256;

    private final CardContext context;
    private final FileAccess access;

    BinaryCommands(CardContext context) {
        this.context = context;
        this.access = new FileAccess(context);
    }

    void register(CommandTable table) {
        table.on(0xB0, Set.of(0x00), BinaryCommands::parameters, noData(), this::read);
        table.on(0xD6, Set.of(0x00, 0x04), BinaryCommands::parameters, length(1, 255), this::update);
    }

    /** P1 is 100xxxxx with an SFI, or the high byte of a 15-bit offset. */
    private static boolean parameters(int p1, int p2) {
        return (p1 & SFI_FORM) == 0 || ((p1 & 0xE0) == SFI_FORM && (p1 & 0x1F) != 0);
    }

    private Answer read(Apdu apdu) {
        ElementaryFile found = file(apdu);
        if (!(found instanceof TransparentFile file)) {
            throw new Refusal(Sw.STRUCTURE_MISMATCH);
        }
        access.requireRead(file);
        int offset = offset(apdu);
        if (offset >= file.size()) {
            throw new Refusal(Sw.OUTSIDE_FILE);
        }
        int rest = file.size() - offset;
        int wanted = apdu.leavesLengthOpen() ? MAX_ANSWER : apdu.le();
        int length = Math.min(wanted, rest);
        return Answer.of(length, () -> {
            context.use(file);
            return file.read(offset, length);
        });
    }

    private Answer update(Apdu apdu) {
        ElementaryFile found = file(apdu);
        Optional<CardKey> key = access.secureMessagingKey(apdu);
        if (!(found instanceof TransparentFile) && !access.mayFill(found)) {
            throw new Refusal(Sw.STRUCTURE_MISMATCH);
        }
        access.requireUpdate(found);
        byte[] data = key.isPresent() ? SecureChannel.securedData(apdu) : apdu.data();
        Optional<SecureChannel> channel = key.map(stk -> SecureChannel.open(context, stk, apdu));
        Runnable write = prepare(found, offset(apdu), data);
        channel.ifPresent(SecureChannel::checkMac);
        context.use(found);
        write.run();
        return Answer.ok();
    }

    private static Runnable prepare(ElementaryFile file, int offset, byte[] data) {
        if (file instanceof MedicalFile medical) {
            if (offset != 0 || data.length != MedicalAmounts.LENGTH) {
                throw new Refusal(Sw.BAD_DATA);
            }
            MedicalAmounts amounts = MedicalAmounts.of(data).orElseThrow(() -> new Refusal(Sw.BAD_DATA));
            return () -> medical.put(amounts);
        }
        TransparentFile transparent = (TransparentFile) file;
        if (offset >= transparent.size()) {
            throw new Refusal(Sw.OUTSIDE_FILE);
        }
        if (offset + data.length > transparent.size()) {
            throw new Refusal(Sw.NO_SPACE);
        }
        return () -> transparent.write(offset, data);
    }

    private ElementaryFile file(Apdu apdu) {
        boolean bySfi = (apdu.p1() & SFI_FORM) != 0;
        return context.fileBySfi(bySfi ? apdu.p1() & 0x1F : 0);
    }

    private static int offset(Apdu apdu) {
        return (apdu.p1() & SFI_FORM) != 0 ? apdu.p2() : (apdu.p1() << 8) | apdu.p2();
    }
}
