package org.sscard.issuer.batchfile;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.sscard.keys.KeyException;
import org.sscard.keys.block.KeyBlock;
import org.sscard.keys.block.KeyBlockAlgorithm;
import org.sscard.keys.block.KeyBlockHeader;
import org.sscard.keys.block.KeyBlockVersion;
import org.sscard.keys.block.ModeOfUse;
import org.sscard.keys.crypto.DataKey;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.KeyMaterial;

/** A batch file that was checked whole (docs/batch-file.md): the cards that a producer is to make. */
public final class BatchFile implements AutoCloseable {

    /** Proprietary, as X9.143 leaves digits: the key of one batch file. */
    private static final String USAGE = "10";

    private static final int FILE_KEY_BYTES = 32;

    private final BatchHeader header;
    private final SealedFile file;

    private BatchFile(BatchHeader header, SealedFile file) {
        this.header = header;
        this.file = file;
    }

    /**
     * @param accept refuses a header that is not for the reader
     * @param transportKey of the producer; erased by whoever gave it
     * @throws org.sscard.wire.error.CodedException BATCH_FILE_INVALID, and what {@code accept} throws
     */
    public static BatchFile open(Path path, KeyMaterial transportKey, Function<BatchHeader, BatchHeader> accept) {
        SealedFile file = SealedFile.open(path, FileForm.BATCH, header -> {
            BatchHeader parsed = accept.apply(BatchHeader.parse(header));
            return fileKey(parsed, transportKey);
        });
        return new BatchFile(BatchHeader.parse(file.header()), file);
    }

    /** The key of a file, from the key block in its header. */
    public static DataKey fileKey(BatchHeader header, KeyMaterial transportKey) {
        return FileKey.unwrapped(transportKey, header.keyBlock());
    }

    private static KeyMaterial opened(String block, KeyMaterial transportKey) {
        try {
            KeyBlock.Unwrapped unwrapped = KeyBlock.unwrap(transportKey, block);
            boolean right =
                    unwrapped.header().usage().equals(USAGE) && unwrapped.key().lengthBytes() == FILE_KEY_BYTES;
            if (!right) {
                unwrapped.key().close();
                throw FileForm.BATCH.refused("密钥块不是制卡文件的 / its key block is for something else");
            }
            return unwrapped.key();
        } catch (KeyException e) {
            throw FileForm.BATCH.refused("密钥块不能打开，传输密钥不同或文件已改动 / its key block does not open");
        }
    }

    /** A fresh key for one file. */
    public record FileKey(DataKey key, String block) {

        public static FileKey draw(KeyMaterial transportKey, SecureRandom random) {
            try (KeyMaterial material = KeyMaterial.drawn(FILE_KEY_BYTES, random)) {
                return new FileKey(DataKey.of(material), wrapped(transportKey, material, random));
            }
        }

        /** A key block around a key of 32 bytes that guards one file. */
        public static String wrapped(KeyMaterial transportKey, KeyMaterial key, SecureRandom random) {
            KeyBlockHeader header = new KeyBlockHeader(
                    KeyBlockVersion.D,
                    USAGE,
                    KeyBlockAlgorithm.AES,
                    ModeOfUse.DERIVE,
                    "00",
                    Exportability.NOT_EXPORTABLE,
                    List.of());
            return KeyBlock.wrap(transportKey, header, key, random);
        }

        /** @throws org.sscard.wire.error.CodedException BATCH_FILE_INVALID */
        public static DataKey unwrapped(KeyMaterial transportKey, String block) {
            try (KeyMaterial key = opened(block.strip(), transportKey)) {
                return DataKey.of(key);
            }
        }
    }

    public BatchHeader header() {
        return header;
    }

    public int cards() {
        return file.records();
    }

    /** No other file has it, 32 bytes. */
    public byte[] mac() {
        return file.mac();
    }

    /** @param number from 1; the caller closes the order */
    public CardOrder order(int number) {
        byte[] record = file.record(number);
        try {
            return CardOrder.parse(record, number);
        } finally {
            Arrays.fill(record, (byte) 0);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
