package org.sscard.virtualcard.memory;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The internal medical file: amounts, counters and the proofs of the last load and the last purchase (§2, §5.4). */
public final class MedicalFile extends ElementaryFile {

    private MedicalAmounts amounts = MedicalAmounts.EMPTY;
    private @Nullable TransactionProof loadProof;
    private @Nullable TransactionProof purchaseProof;

    public MedicalFile(int fid, AccessCondition read, AccessCondition update) {
        super(fid, read, update);
    }

    public MedicalAmounts amounts() {
        return amounts;
    }

    public void put(MedicalAmounts newAmounts) {
        amounts = newAmounts;
    }

    public Optional<TransactionProof> proof(TransactionType type) {
        return Optional.ofNullable(type == TransactionType.LOAD ? loadProof : purchaseProof);
    }

    public void put(TransactionType type, TransactionProof proof) {
        if (type == TransactionType.LOAD) {
            loadProof = proof;
        } else {
            purchaseProof = proof;
        }
    }

    @Override
    MedicalFile copy() {
        MedicalFile copy = new MedicalFile(fid(), read(), update());
        copy.amounts = amounts;
        copy.loadProof = loadProof;
        copy.purchaseProof = purchaseProof;
        return copy;
    }
}
