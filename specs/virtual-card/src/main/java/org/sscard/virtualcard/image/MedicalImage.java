package org.sscard.virtualcard.image;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.memory.MedicalAmounts;
import org.sscard.virtualcard.memory.MedicalFile;
import org.sscard.virtualcard.memory.TransactionProof;
import org.sscard.virtualcard.memory.TransactionType;

/**
 * The {@code medical} member. {@code proofs} is an extension of this project: the proofs of the last load and the last
 * purchase, so that an exported card still answers GET TRANSACTION PROOF.
 */
final class MedicalImage {

    private static final Map<String, TransactionType> PROOF_NAMES =
            Map.of("load", TransactionType.LOAD, "purchase", TransactionType.PURCHASE);

    private MedicalImage() {}

    static void read(ImageNode node, MedicalFile file) {
        node.allow(Set.of(
                "account", "selfPay", "pool", "year", "startingDay", "loadSequence", "purchaseSequence", "proofs"));
        file.put(new MedicalAmounts(
                (int) number(node, "loadSequence", MedicalAmounts.MAX_SEQUENCE),
                (int) number(node, "purchaseSequence", MedicalAmounts.MAX_SEQUENCE),
                number(node, "account", MedicalAmounts.MAX_AMOUNT),
                number(node, "selfPay", MedicalAmounts.MAX_AMOUNT),
                number(node, "pool", MedicalAmounts.MAX_AMOUNT),
                digits(node, "year", MedicalAmounts.EMPTY.year()),
                digits(node, "startingDay", MedicalAmounts.EMPTY.startingDay())));
        node.find("proofs").ifPresent(proofs -> readProofs(proofs, file));
    }

    private static long number(ImageNode node, String name, long max) {
        return node.find(name).map(value -> value.number(0, max)).orElse(0L);
    }

    private static int digits(ImageNode node, String name, int absent) {
        return node.find(name).map(value -> Integer.parseInt(value.digits(4))).orElse(absent);
    }

    private static void readProofs(ImageNode proofs, MedicalFile file) {
        proofs.allow(PROOF_NAMES.keySet());
        PROOF_NAMES.forEach((name, type) -> proofs.find(name)
                .map(proof -> proof.allow(Set.of("sequence", "mac", "tac")))
                .ifPresent(proof -> file.put(
                        type,
                        new TransactionProof(
                                (int) proof.get("sequence").number(0, MedicalAmounts.MAX_SEQUENCE),
                                ByteArrays.number(proof.get("mac").hex(4)),
                                ByteArrays.number(proof.get("tac").hex(4))))));
    }

    static ObjectNode write(MedicalFile file) {
        MedicalAmounts amounts = file.amounts();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("account", amounts.account());
        node.put("selfPay", amounts.selfPay());
        node.put("pool", amounts.pool());
        node.put("year", String.format(Locale.ROOT, "%04d", amounts.year()));
        node.put("startingDay", String.format(Locale.ROOT, "%04d", amounts.startingDay()));
        node.put("loadSequence", amounts.loadSequence());
        node.put("purchaseSequence", amounts.purchaseSequence());
        ObjectNode proofs = JsonNodeFactory.instance.objectNode();
        for (TransactionType type : TransactionType.values()) {
            file.proof(type)
                    .ifPresent(proof -> proofs.putObject(type.name().toLowerCase(Locale.ROOT))
                            .put("sequence", proof.sequence())
                            .put("mac", String.format(Locale.ROOT, "%08X", proof.mac()))
                            .put("tac", String.format(Locale.ROOT, "%08X", proof.tac())));
        }
        if (!proofs.isEmpty()) {
            node.set("proofs", proofs);
        }
        return node;
    }
}
