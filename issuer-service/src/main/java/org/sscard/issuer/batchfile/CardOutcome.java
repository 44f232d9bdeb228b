package org.sscard.issuer.batchfile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Optional;
import org.sscard.issuer.registry.HistoricalBytes;

/**
 * What became of one order: a record of a return file.
 *
 * @param order number of the record in the batch file
 * @param blank that was taken, as delivered; absent while none was
 * @param historicalBytes that the order named
 */
public record CardOutcome(
        int order,
        String cardNumber,
        Result result,
        Optional<HistoricalBytes> blank,
        HistoricalBytes historicalBytes,
        int apdus,
        String reason) {

    public enum Result {
        GOOD,
        SPOILED,
        /** Torn, and the card was not put in again. */
        UNKNOWN,
        NOT_MADE
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(out)) {
            data.writeInt(order);
            data.writeUTF(cardNumber);
            data.writeUTF(result.name());
            data.writeUTF(blank.map(HistoricalBytes::hex).orElse(""));
            data.writeUTF(historicalBytes.hex());
            data.writeInt(apdus);
            data.writeUTF(reason);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** @throws org.sscard.wire.error.CodedException RETURN_FILE_INVALID */
    public static CardOutcome parse(byte[] record, int number) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            CardOutcome outcome = new CardOutcome(
                    in.readInt(),
                    in.readUTF(),
                    Result.valueOf(in.readUTF()),
                    blank(in.readUTF()),
                    new HistoricalBytes(in.readUTF()),
                    in.readInt(),
                    in.readUTF());
            if (in.read() >= 0) {
                throw new IOException("more than a record");
            }
            return outcome;
        } catch (IOException | IllegalArgumentException e) {
            throw FileForm.RETURN.refused("第 " + number + " 条记录不合法 / record " + number + " is wrong");
        }
    }

    private static Optional<HistoricalBytes> blank(String hex) {
        return hex.isEmpty()
                ? Optional.empty()
                : Optional.of(HistoricalBytes.ofBytes(HexFormat.of().parseHex(hex)));
    }

    @Override
    public String toString() {
        return "CardOutcome[" + order + " " + result + "]";
    }
}
