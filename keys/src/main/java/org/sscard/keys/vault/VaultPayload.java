package org.sscard.keys.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;

/** The clear content of a vault file; see {@code docs/vault-format.md}. Arrays, not text, so that it can be erased. */
final class VaultPayload {

    private static final int MAX_KEYS = 1_000_000;

    /** A key as the vault holds it; a destroyed one has no material. */
    record Entry(Key key, @Nullable KeyMaterial material) {}

    private VaultPayload() {}

    static byte[] encode(Collection<Entry> entries) {
        try (ErasableOutput bytes = new ErasableOutput(256 * (entries.size() + 1))) {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(entries.size());
            for (Entry entry : entries) {
                write(out, entry);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws KeyException VAULT_DAMAGED */
    static List<Entry> decode(byte[] payload) {
        List<Entry> entries = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            int count = in.readInt();
            if (count < 0 || count > MAX_KEYS) {
                throw VaultFile.damaged("number of keys");
            }
            for (int i = 0; i < count; i++) {
                entries.add(read(in));
            }
            if (in.available() > 0) {
                throw VaultFile.damaged("more than its keys");
            }
            return entries;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw VaultFile.damaged("a key record cannot be read");
        }
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        Key key = entry.key();
        writeId(out, key.id());
        out.writeUTF(key.usage().name());
        out.writeUTF(key.environment().name());
        out.writeUTF(key.state().name());
        out.writeUTF(key.checkValue().method().name());
        out.writeUTF(key.checkValue().hex());
        out.writeUTF(key.origin().createdBy());
        out.writeUTF(key.origin().createdAt().toString());
        writeOptional(out, key.origin().activatedBy());
        writeOptional(out, key.origin().activatedAt());
        writeOptional(out, key.origin().validUntil());
        out.writeBoolean(key.parent() != null);
        if (key.parent() != null) {
            writeId(out, key.parent());
        }
        KeyMaterial material = entry.material();
        byte[] bytes = material == null ? new byte[0] : material.bytes(MaterialAccess.GRANTED);
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    private static Entry read(DataInputStream in) throws IOException {
        KeyId id = readId(in);
        KeyUsage usage = KeyUsage.valueOf(in.readUTF());
        Environment environment = Environment.valueOf(in.readUTF());
        KeyState state = KeyState.valueOf(in.readUTF());
        CheckValue checkValue = new CheckValue(CheckMethod.valueOf(in.readUTF()), in.readUTF());
        String createdBy = in.readUTF();
        Instant createdAt = Instant.parse(in.readUTF());
        String activatedBy = readOptional(in);
        String activatedAt = readOptional(in);
        String validUntil = readOptional(in);
        Key.Origin origin = new Key.Origin(
                createdBy,
                createdAt,
                activatedBy,
                activatedAt == null ? null : Instant.parse(activatedAt),
                validUntil == null ? null : LocalDate.parse(validUntil));
        KeyId parent = in.readBoolean() ? readId(in) : null;
        Key key = new Key(id, usage, environment, state, checkValue, origin, parent);
        byte[] material = new byte[in.readUnsignedByte()];
        in.readFully(material);
        return new Entry(key, material.length == 0 ? null : KeyMaterial.owning(material, MaterialAccess.GRANTED));
    }

    private static void writeId(DataOutputStream out, KeyId id) throws IOException {
        out.writeUTF(id.name());
        out.writeShort(id.version());
        out.writeUTF(id.algorithm().name());
        out.writeUTF(id.scope().tier().name());
        out.writeUTF(id.scope().region());
    }

    private static KeyId readId(DataInputStream in) throws IOException {
        return new KeyId(
                in.readUTF(),
                in.readUnsignedShort(),
                KeyAlgorithm.valueOf(in.readUTF()),
                new Scope(Scope.Tier.valueOf(in.readUTF()), in.readUTF()));
    }

    private static void writeOptional(DataOutputStream out, @Nullable Object value) throws IOException {
        out.writeUTF(value == null ? "" : value.toString());
    }

    private static @Nullable String readOptional(DataInputStream in) throws IOException {
        String text = in.readUTF();
        return text.isEmpty() ? null : text;
    }

    /** Large enough from the start in practice; what it held is erased on close. */
    private static final class ErasableOutput extends ByteArrayOutputStream {

        ErasableOutput(int size) {
            super(size);
        }

        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
