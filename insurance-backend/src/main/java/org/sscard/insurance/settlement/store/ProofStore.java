package org.sscard.insurance.settlement.store;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
                .bind("code", code(proof))
                .bind("time", proof.time())
                .mapTo(Boolean.class)
                .one();
    }

    /** Those of which a proof of the same card with a later time was accepted before. */
    public Set<CardProof> late(DatabaseSession session, List<CardProof> proofs) {
        if (proofs.isEmpty()) {
            return Set.of();
        }
        return session
                .handle()
                .createQuery("""
                        select n from unnest(:codes, :times) with ordinality as asked (code, time, n)
                        where exists (select from card_proof
                                      where card_identification_code = code and proof_time > time)
                        """)
                .bindArray(
                        "codes",
                        byte[].class,
                        proofs.stream().map(ProofStore::code).toList())
                .bindArray(
                        "times",
                        String.class,
                        proofs.stream().map(CardProof::time).toList())
                .mapTo(Integer.class)
                .stream()
                .map(number -> proofs.get(number - 1))
                .collect(Collectors.toSet());
    }

    private static byte[] code(CardProof proof) {
        return HexFormat.of().parseHex(proof.cardIdentificationCode());
    }

    /** False when it was accepted before. */
    public boolean accept(DatabaseSession session, CardProof proof, long settlementId) {
        return session.handle()
                        .createUpdate("""
                                insert into card_proof
                                    (card_identification_code, terminal, terminal_sequence, proof_time, settlement_id)
                                values (:code, :terminal, :sequence, :time, :settlement) on conflict do nothing
                                """)
                        .bind("code", code(proof))
                        .bind("terminal", proof.terminal())
                        .bind("sequence", proof.terminalSequence())
                        .bind("time", proof.time())
                        .bind("settlement", settlementId)
                        .execute()
                == 1;
    }
}
