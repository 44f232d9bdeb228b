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
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.RecordFile;
import org.sscard.virtualcard.memory.TlvFile;

/** READ RECORD and UPDATE RECORD (§2, §6). */
final class RecordCommands {

    private final CardContext context;
    private final FileAccess access;

    RecordCommands(CardContext context) {
        this.context = context;
        this.access = new FileAccess(context);
    }

    void register(CommandTable table) {
        table.on(0xB2, Set.of(0x00), RecordCommands::readParameters, noData(), this::read);
        table.on(0xDC, Set.of(0x00, 0x04), RecordCommands::updateParameters, length(1, 255), this::update);
    }

    private static boolean readParameters(int p1, int p2) {
        return (p2 & 0x07) <= RecordSearch.UP_TO_LAST_REVERSED;
    }

    private static boolean updateParameters(int p1, int p2) {
        return (p2 & 0x07) <= RecordSearch.BY_NUMBER;
    }

    private Answer read(Apdu apdu) {
        RecordFile file = file(apdu);
        access.requireRead(file);
        RecordSearch search = search(file, apdu);
        if (search.isRange()) {
            byte[] records = search.range();
            return Answer.of(records.length, () -> {
                context.use(file);
                return records;
            });
        }
        int number = search.find().orElseThrow(() -> new Refusal(Sw.RECORD_NOT_FOUND));
        byte[] record = file.record(number);
        return Answer.of(record.length, () -> {
            context.use(file);
            if (search.isById()) {
                context.setRecordPointer(number);
            }
            return record;
        });
    }

    private Answer update(Apdu apdu) {
        ElementaryFile found = context.fileBySfi(apdu.p2() >> 3);
        Optional<CardKey> key = access.secureMessagingKey(apdu);
        RecordFile file = requireRecords(found);
        access.requireUpdate(file);
        byte[] data = key.isPresent() ? SecureChannel.securedData(apdu) : apdu.data();
        Optional<SecureChannel> channel = key.map(stk -> SecureChannel.open(context, stk, apdu));
        Runnable write = prepare(file, search(file, apdu), data);
        channel.ifPresent(SecureChannel::checkMac);
        context.use(file);
        write.run();
        return Answer.ok();
    }

    private Runnable prepare(RecordFile file, RecordSearch search, byte[] data) {
        if (file instanceof CyclicFile cyclic) {
            return RecordUpdate.ofCyclic(cyclic, search, data);
        }
        return RecordUpdate.ofTlv((TlvFile) file, search, data, access.hasMasterPower());
    }

    private RecordFile file(Apdu apdu) {
        return requireRecords(context.fileBySfi(apdu.p2() >> 3));
    }

    private static RecordFile requireRecords(ElementaryFile file) {
        if (file instanceof RecordFile records) {
            return records;
        }
        throw new Refusal(Sw.STRUCTURE_MISMATCH);
    }

    private RecordSearch search(RecordFile file, Apdu apdu) {
        return new RecordSearch(file, apdu.p2() & 0x07, apdu.p1(), context.recordPointer(file));
    }
}
