package org.sscard.issuer.producer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sscard.issuer.perso.ApduJournal;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.crypto.DataKey;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;

/**
 * The journal of one batch (docs/batch-file.md): which blank became which card, every APDU before it left and what came back,
 * and the verdict. APDUs are encrypted; of those with keys or a PIN only header and SHA-256 are kept. The key can be thrown
 * away: then the journal still tells what was done, without a word of the holders' data.
 */
@SuppressWarnings("EnumOrdinal") // the number is what the file holds; the order is the file's format
final class LineJournal implements AutoCloseable {

    /** Body of a frame: kind, record number, run, then what the kind says. */
    enum Kind {
        BEGIN('B'),
        RESUME('C'),
        INTENTION('I'),
        RESULT('R'),
        END('E');

        private final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }

        static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of journal entry: " + code);
        }
    }

    /** Is told what the journal holds when it is opened. */
    interface Reader {
        void begun(int number, HistoricalBytes blank);

        void run(int number, int run);

        void ended(int number, Verdict verdict);
    }

    private static final int HEADER_LENGTH = 4;
    private static final int FRAMES = 1 << 12;
    private static final byte SECRET = 1;

    private final JournalFile file;
    private final byte[] key;

    private LineJournal(JournalFile file, DataKey key) {
        this.file = file;
        this.key = key.hmac("journal apdus".getBytes(StandardCharsets.US_ASCII));
    }

    static LineJournal open(Path path, DataKey key, Reader reader) {
        return new LineJournal(JournalFile.open(path, body -> read(ByteBuffer.wrap(body), reader)), key);
    }

    private static void read(ByteBuffer body, Reader reader) {
        Kind kind = Kind.of(body.get());
        int number = body.getInt();
        int run = body.getShort();
        switch (kind) {
            case BEGIN -> {
                body.getLong();
                byte[] blank = new byte[HistoricalBytes.LENGTH];
                body.get(blank);
                reader.begun(number, HistoricalBytes.ofBytes(blank));
                reader.run(number, run);
            }
            case RESUME -> reader.run(number, run);
            case END -> {
                body.getLong();
                Verdict.Ending ending = ending(body.get());
                int apdus = body.getInt();
                byte[] reason = new byte[body.getShort()];
                body.get(reason);
                reader.ended(number, new Verdict(ending, new String(reason, StandardCharsets.UTF_8), apdus));
            }
            case INTENTION, RESULT -> {
                // What was sent is not needed to go on: the card is asked how it stands.
            }
        }
    }

    private static byte code(Verdict.Ending ending) {
        return switch (ending) {
            case QC_PASSED -> 'Q';
            case SPOILED -> 'S';
            case UNKNOWN -> 'U';
        };
    }

    private static Verdict.Ending ending(byte code) {
        return switch (code) {
            case 'Q' -> Verdict.Ending.QC_PASSED;
            case 'S' -> Verdict.Ending.SPOILED;
            default -> Verdict.Ending.UNKNOWN;
        };
    }

    /** Binds a blank to a record; durable on return, before anything is written to the blank. */
    void begin(int number, int run, HistoricalBytes blank, long atMillis) {
        ByteBuffer frame = opened(64, Kind.BEGIN, number, run);
        frame.putLong(atMillis).put(blank.bytes());
        commit(frame);
    }

    void resume(int number, int run, long atMillis) {
        commit(opened(32, Kind.RESUME, number, run).putLong(atMillis));
    }

    private static ByteBuffer opened(int capacity, Kind kind, int number, int run) {
        return ByteBuffer.allocate(capacity)
                .putInt(0)
                .put(kind.code)
                .putInt(number)
                .putShort((short) run);
    }

    private void commit(ByteBuffer frame) {
        JournalFile.close(frame, 0);
        file.commit(frame.flip());
    }

    long forces() {
        return file.forces();
    }

    @Override
    public void close() {
        file.close();
        Arrays.fill(key, (byte) 0);
    }

    /** The APDUs of one run of one card. One thread at a time. */
    Run run(int number, int run) {
        return new Run(number, run);
    }

    final class Run implements ApduJournal {

        private final int number;
        private final int run;
        private final ByteBuffer frames = ByteBuffer.allocate(FRAMES);
        private final Cipher cipher;
        private final SecretKeySpec cipherKey;
        private final Mac mac;
        private final MessageDigest sha256;

        private Run(int number, int run) {
            this.number = number;
            this.run = run;
            try {
                cipher = Cipher.getInstance("AES/CTR/NoPadding");
                cipherKey = new SecretKeySpec(key, "AES");
                mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES and SHA-256 belong to every JDK", e);
            }
        }

        @Override
        public void write(Optional<Result> result, Optional<Intention> next) {
            frames.clear();
            result.ifPresent(this::put);
            next.ifPresent(this::put);
            if (frames.position() > 0) {
                frames.flip();
                mac.update(frames.array(), 0, frames.limit());
                file.commit(frames);
            }
        }

        private void put(Result result) {
            int at = open(Kind.RESULT, result.seq(), result.failure().isEmpty() ? result.step() : result.failure());
            ResponseApdu response = result.response();
            if (response != null) {
                encrypt(Kind.RESULT, result.seq(), response.bytes(), Integer.MAX_VALUE);
            }
            JournalFile.close(frames, at);
        }

        private void put(Intention intention) {
            int at = open(Kind.INTENTION, intention.seq(), intention.step());
            CommandApdu command = intention.command();
            byte[] bytes = command.bytes();
            if (intention.secret()) {
                frames.put(SECRET);
                encrypt(Kind.INTENTION, intention.seq(), bytes, HEADER_LENGTH);
                frames.put(sha256.digest(bytes));
            } else {
                frames.put((byte) 0);
                encrypt(Kind.INTENTION, intention.seq(), bytes, Integer.MAX_VALUE);
            }
            JournalFile.close(frames, at);
        }

        private int open(Kind kind, int seq, String step) {
            int at = frames.position();
            int length = Math.min(step.length(), 0xFF);
            frames.putInt(0)
                    .put(kind.code)
                    .putInt(number)
                    .putShort((short) run)
                    .putInt(seq)
                    .put((byte) length);
            for (int i = 0; i < length; i++) {
                frames.put((byte) step.charAt(i));
            }
            return at;
        }

        /** A place in the journal is a counter block: each is used once. */
        private void encrypt(Kind kind, int seq, byte[] clear, int atMost) {
            try {
                byte[] place = ByteBuffer.allocate(16)
                        .putInt(number)
                        .putShort((short) run)
                        .putInt(seq)
                        .put(kind.code)
                        .array();
                cipher.init(Cipher.ENCRYPT_MODE, cipherKey, new IvParameterSpec(place));
                int length = Math.min(clear.length, atMost);
                int written = cipher.doFinal(clear, 0, length, frames.array(), frames.position());
                frames.position(frames.position() + written);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES belongs to every JDK", e);
            }
        }

        /** Ends the run; durable on return. A MAC over all frames of the run goes with it. */
        void end(Verdict verdict, long atMillis) {
            byte[] reason = verdict.reason().getBytes(StandardCharsets.UTF_8);
            byte[] seal = mac.doFinal();
            ByteBuffer frame = opened(96 + reason.length, Kind.END, number, run)
                    .putLong(atMillis)
                    .put(code(verdict.ending()))
                    .putInt(verdict.apdus())
                    .putShort((short) reason.length)
                    .put(reason)
                    .put(seal);
            commit(frame);
        }
    }
}
