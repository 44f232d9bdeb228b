package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;
import static org.sscard.virtualcard.command.CommandTable.noData;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.number;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.Bcd;
import org.sscard.virtualcard.memory.MedicalAmounts;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.TransactionProof;
import org.sscard.virtualcard.memory.TransactionType;

/** The commands of DF04 (§5.4, §6); purchase and load have their own classes. */
final class MedicalCommands {

    private static final Set<Integer> MEDICAL = Set.of(0xB0);
    private static final int STARTING_DAY_KEY = 0x87;
    private static final int LOAD = 0x00;
    private static final int ACCOUNT = 0x01;
    private static final int SELF_PAY = 0x02;
    private static final int POOL = 0x03;

    /** P2 of GET TRANSACTION PROOF: the type as a number or as the ASCII digit (§6, convention). */
    private static final Map<Integer, TransactionType> PROOF_TYPES = Map.of(
            0x01, TransactionType.LOAD,
            0x31, TransactionType.LOAD,
            0x02, TransactionType.PURCHASE,
            0x32, TransactionType.PURCHASE);

    private final CardContext context;
    private final MedicalContext medical;
    private final PurchaseCommands purchase;
    private final LoadCommands load;

    MedicalCommands(CardContext context) {
        this.context = context;
        this.medical = new MedicalContext(context);
        this.purchase = new PurchaseCommands(context);
        this.load = new LoadCommands(context);
    }

    void register(CommandTable table) {
        table.on(0x28, MEDICAL, (p1, p2) -> p1 <= 1 && p2 == 1, MedicalCommands::initializeLengths, this::initialize);
        table.on(0x2C, MEDICAL, exactly(1, 0), length(15, 15), purchase::debit);
        table.on(0x2A, MEDICAL, exactly(0, 0), length(11, 11), load::credit);
        table.on(0x26, MEDICAL, (p1, p2) -> p1 == 0 && p2 >= ACCOUNT && p2 <= POOL, noData(), this::getBalance);
        table.on(
                0x2E,
                MEDICAL,
                (p1, p2) -> p1 == 0 && PROOF_TYPES.containsKey(p2),
                length(2, 2),
                this::getTransactionProof);
        table.on(0x56, MEDICAL, (p1, p2) -> p1 <= 1 && p2 == 0, (p1, lc) -> lc == (p1 == 0 ? 2 : 0), this::startingDay);
    }

    private static boolean initializeLengths(int p1, int lc) {
        return lc == (p1 == LOAD ? LoadCommands.INITIALIZE_LENGTH : PurchaseCommands.INITIALIZE_LENGTH);
    }

    private Answer initialize(Apdu apdu) {
        return apdu.p1() == LOAD ? load.initialize(apdu) : purchase.initialize(apdu);
    }

    /** 01 CIA; 02 SPIP and 03 SPFP with the payment year (§6, convention). */
    private Answer getBalance(Apdu apdu) {
        MedicalAmounts amounts = medical.file().amounts();
        medical.requirePin();
        return switch (apdu.p2()) {
            case SELF_PAY -> Answer.of(concat(number(amounts.selfPay(), 4), amounts.yearBcd()));
            case POOL -> Answer.of(concat(number(amounts.pool(), 4), amounts.yearBcd()));
            default -> Answer.of(number(amounts.account(), 4));
        };
    }

    /** MAC ‖ TAC of the last transaction of the kind, when it has this sequence number. */
    private Answer getTransactionProof(Apdu apdu) {
        TransactionType type = PROOF_TYPES.getOrDefault(apdu.p2(), TransactionType.LOAD);
        Optional<TransactionProof> proof = medical.file().proof(type);
        int sequence = (int) number(apdu.data());
        return proof.filter(kept -> kept.sequence() == sequence)
                .map(kept -> Answer.of(concat(number(kept.mac(), 4), number(kept.tac(), 4))))
                .orElseThrow(() -> new Refusal(Sw.MAC_UNAVAILABLE));
    }

    private Answer startingDay(Apdu apdu) {
        MedicalFile file = medical.file();
        if (apdu.p1() == 1) {
            return Answer.of(file.amounts().startingDayBcd());
        }
        if (!context.security().isAuthenticated(medical.application(), STARTING_DAY_KEY)) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
        int day =
                Bcd.number(apdu.data()).filter(MedicalAmounts::isDayOfYear).orElseThrow(() -> new Refusal(Sw.BAD_DATA));
        file.put(file.amounts().withStartingDay(day));
        return Answer.ok();
    }
}
