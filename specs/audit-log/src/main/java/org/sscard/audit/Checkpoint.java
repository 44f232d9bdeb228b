package org.sscard.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A signed statement that the log had this record as its last at this time. Kept in another place, it makes a cut tail
 * or a log written anew visible.
 *
 * @param sequence 0 when the log had no record yet; {@code hash} is then the header's
 * @param signature hex
 */
public record Checkpoint(String logId, long sequence, String hash, Instant time, String algorithm, String signature) {

    private static final String MAGIC = "sscard-checkpoint";
    private static final String VERSION = "1";
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    static Checkpoint signed(String logId, long sequence, String hash, Instant time, CheckpointSigner signer) {
        String statement = statement(logId, sequence, hash, time, signer.algorithm());
        byte[] signature = signer.sign(statement.getBytes(StandardCharsets.UTF_8));
        return new Checkpoint(logId, sequence, hash, time, signer.algorithm(), HEX.formatHex(signature));
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @throws AuditException AUDIT_CHECKPOINT_INVALID
     */
    public static Checkpoint parse(String line) {
        String[] fields = line.strip().split("\t", -1);
        boolean known = fields.length == 8
                && fields[0].equals(MAGIC)
                && fields[1].equals(VERSION)
                && NUMBER.matcher(fields[3]).matches();
        if (!known) {
            throw new AuditException(AuditFault.AUDIT_CHECKPOINT_INVALID, "not a checkpoint of version " + VERSION);
        }
        try {
            Instant time = Instant.parse(fields[5]);
            return new Checkpoint(fields[2], Long.parseLong(fields[3]), fields[4], time, fields[6], fields[7]);
        } catch (DateTimeException e) {
            throw new AuditException(AuditFault.AUDIT_CHECKPOINT_INVALID, "its time cannot be read", e);
        }
    }

    public String toLine() {
        return statement(logId, sequence, hash, time, algorithm) + "\t" + signature;
    }

    void requireGenuine(CheckpointVerifier signatures) {
        byte[] message = statement(logId, sequence, hash, time, algorithm).getBytes(StandardCharsets.UTF_8);
        if (!signatures.isGenuine(algorithm, message, signatureBytes())) {
            throw new AuditException(AuditFault.AUDIT_CHECKPOINT_INVALID, "its signature is not right");
        }
    }

    private byte[] signatureBytes() {
        try {
            return HEX.parseHex(signature);
        } catch (IllegalArgumentException e) {
            throw new AuditException(AuditFault.AUDIT_CHECKPOINT_INVALID, "its signature is not hex", e);
        }
    }

    private static String statement(String logId, long sequence, String hash, Instant time, String algorithm) {
        return String.join("\t", MAGIC, VERSION, logId, Long.toString(sequence), hash, time.toString(), algorithm);
    }
}
