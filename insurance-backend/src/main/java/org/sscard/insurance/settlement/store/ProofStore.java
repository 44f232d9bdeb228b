package org.sscard.insurance.settlement.store;

import java.util.HexFormat;
import org.sscard.insurance.settlement.CardProof;
import org.sscard.insurance.store.DatabaseSession;

/** Accepted proofs: unique by card, terminal, terminal sequence and time. */
public final class ProofStore {

    /** Whether a proof of the same card with a later time was accepted before. */
    public boolean late(DatabaseSession session, CardProof proof) {
        return session.handle()
                .createQuery("""
                        select exists (select from card_proof
                                       where card_identification_code = :code and proof_time > :time)
                        """)
                .bind("code", HexFormat.of().parseHex(proof.cardIdentificationCode()))
                .bind("time", proof.time())
                .mapTo(Boolean.class)
                .one();
    }

    /** False when it was accepted before. */
    public boolean accept(DatabaseSession session, CardProof proof, long settlementId) {
        return session.handle()
                        .createUpdate("""
                                insert into card_proof
                                    (card_identification_code, terminal, terminal_sequence, proof_time, settlement_id)
                                values (:code, :terminal, :sequence, :time, :settlement) on conflict do nothing
                                """)
                        .bind("code", HexFormat.of().parseHex(proof.cardIdentificationCode()))
                        .bind("terminal", proof.terminal())
                        .bind("sequence", proof.terminalSequence())
                        .bind("time", proof.time())
                        .bind("settlement", settlementId)
                        .execute()
                == 1;
    }
}
