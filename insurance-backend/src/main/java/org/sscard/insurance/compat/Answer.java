package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.Reply;

/**
 * The output of a transaction, and what it concerned, by which 2601 knows it again.
 *
 * @param file the bytes that are answered instead of an envelope (9102)
 */
record Answer(
        ObjectNode output,
        @Nullable Long personId,
        @Nullable Long settlementId,
        @Nullable Long visitId,
        @Nullable Reply file) {

    static Answer of(ObjectNode output) {
        return new Answer(output, null, null, null, null);
    }

    static Answer empty() {
        return of(JsonNodeFactory.instance.objectNode());
    }

    static Answer of(Reply file) {
        return new Answer(JsonNodeFactory.instance.objectNode(), null, null, null, file);
    }

    Answer about(@Nullable Long person, @Nullable Long settlement, @Nullable Long visit) {
        return new Answer(output, person, settlement, visit, file);
    }
}
