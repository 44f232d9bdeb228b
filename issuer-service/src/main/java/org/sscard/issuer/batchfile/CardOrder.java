package org.sscard.issuer.batchfile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.Person;
import org.sscard.spec.identity.CardIdentificationCode;

/**
 * One card to be made: a record of a batch file. {@link #close} erases keys and PIN.
 *
 * @param historicalBytes that the card is to have
 * @param keys in the order of the profile, one after the other
 * @param pin 4 to 16 ASCII digits
 */
@SuppressWarnings("ArrayRecordComponent") // keys and PIN are erased by close; no two orders are compared
public record CardOrder(
        String cardNumber,
        String region,
        Person holder,
        HistoricalBytes historicalBytes,
        CardIdentificationCode identificationCode,
        LocalDate issueDate,
        LocalDate expiryDate,
        byte[] keys,
        byte[] pin)
        implements AutoCloseable {

    private static final int MAX_SECRET = 1 << 14;
    private static final int IDENTIFICATION_CODE_BYTES = 16;

    /** The caller erases them. */
    public byte[] bytes() {
        Erased out = new Erased();
        try (DataOutputStream data = new DataOutputStream(out)) {
            data.writeUTF(cardNumber);
            data.writeUTF(region);
            data.writeUTF(holder.idNumber());
            data.writeUTF(holder.name());
            data.writeUTF(holder.sex());
            data.writeUTF(holder.ethnicGroup());
            data.writeUTF(holder.birthplace());
            data.writeUTF(holder.birthDate().toString());
            data.writeUTF(holder.hukouRegion());
            data.writeUTF(holder.hukouAddress());
            data.writeUTF(holder.phone());
            data.write(historicalBytes.bytes());
            data.write(identificationCode.bytes());
            data.writeInt((int) issueDate.toEpochDay());
            data.writeInt((int) expiryDate.toEpochDay());
            data.writeShort(keys.length);
            data.write(keys);
            data.writeShort(pin.length);
            data.write(pin);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            out.erase();
        }
    }

    /** @throws org.sscard.wire.error.CodedException BATCH_FILE_INVALID */
    static CardOrder parse(byte[] record, int number) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            String cardNumber = in.readUTF();
            String region = in.readUTF();
            Person holder = new Person(
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    LocalDate.parse(in.readUTF()),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF());
            CardOrder order = new CardOrder(
                    cardNumber,
                    region,
                    holder,
                    HistoricalBytes.ofBytes(exactly(in, HistoricalBytes.LENGTH)),
                    CardIdentificationCode.ofBytes(exactly(in, IDENTIFICATION_CODE_BYTES)),
                    LocalDate.ofEpochDay(in.readInt()),
                    LocalDate.ofEpochDay(in.readInt()),
                    exactly(in, in.readUnsignedShort()),
                    exactly(in, in.readUnsignedShort()));
            if (in.read() >= 0) {
                throw new IOException("more than a record");
            }
            return order;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw FileForm.BATCH.refused("第 " + number + " 条记录不合法 / record " + number + " is wrong");
        }
    }

    private static byte[] exactly(DataInputStream in, int length) throws IOException {
        if (length > MAX_SECRET) {
            throw new IOException("a field of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    /** A buffer that is erased when it is read out. */
    private static final class Erased extends ByteArrayOutputStream {

        private Erased() {
            super(MAX_SECRET);
        }

        private void erase() {
            Arrays.fill(buf, (byte) 0);
        }
    }

    @Override
    public void close() {
        Arrays.fill(keys, (byte) 0);
        Arrays.fill(pin, (byte) 0);
    }

    /** Holder data, keys and PIN never reach a log. */
    @Override
    public String toString() {
        return "CardOrder";
    }
}
