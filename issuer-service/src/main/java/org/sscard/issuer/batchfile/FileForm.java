package org.sscard.issuer.batchfile;

import java.nio.charset.StandardCharsets;
import org.sscard.keys.crypto.DataKey;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The two sealed files that go between the house and a producer (docs/batch-file.md). */
public enum FileForm {
    /** From the house: what cards to make. */
    BATCH("SSCBATCH", ErrorCode.BATCH_FILE_INVALID),
    /** From the producer: what became of them. */
    RETURN("SSCRETRN", ErrorCode.RETURN_FILE_INVALID);

    static final int MAGIC_BYTES = 8;

    private final String magic;
    private final ErrorCode refusal;

    FileForm(String magic, ErrorCode refusal) {
        this.magic = magic;
        this.refusal = refusal;
    }

    byte[] magic() {
        return magic.getBytes(StandardCharsets.US_ASCII);
    }

    /** @param why shown to people; no data of the file */
    public CodedException refused(String why) {
        return new CodedException(refusal, why);
    }

    DataKey recordKey(DataKey data) {
        return data.derived((magic + " record").getBytes(StandardCharsets.US_ASCII));
    }

    DataKey macKey(DataKey data) {
        return data.derived((magic + " mac").getBytes(StandardCharsets.US_ASCII));
    }
}
