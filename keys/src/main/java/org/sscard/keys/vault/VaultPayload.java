package org.sscard.keys.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Exportability;
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
    private static final int TOKEN_KEY_ID = 16;
    private static final byte IN_SOFTWARE = 0;
    private static final byte IN_TOKEN = 1;

    /**
     * A key as the vault holds it: sealed under a wrapping key and open in memory, or in a token. A destroyed one has
     * neither value.
     */
    record Entry(
            Key key,
            @Nullable MaskedKey material,
            WrappingKeys.@Nullable Wrapped wrapped,
            @Nullable TokenKeyId token) {

        Entry with(Key changed) {
            return new Entry(changed, material, wrapped, token);
        }

        Entry destroyed(Key changed) {
            return new Entry(changed, null, null, token);
        }
    }

    /** The clear content: the wrapping keys and, under them, the keys. */
    record Content(WrappingKeys wrappingKeys, List<Entry> entries) {}

    private VaultPayload() {}

    static byte[] encode(WrappingKeys wrappingKeys, Collection<Entry> entries) {
        try (ErasableOutput bytes = new ErasableOutput(384 * (entries.size() + 1))) {
            DataOutputStream out = new DataOutputStream(bytes);
            wrappingKeys.write(out);
            out.writeInt(entries.size());
            for (Entry entry : entries) {
                write(out, entry);
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param version of the file's format; a vault of version 1 gets its wrapping key here
     * @throws KeyException VAULT_DAMAGED
     */
    static Content decode(short version, byte[] payload, SecureRandom random) {
        List<Entry> entries = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            WrappingKeys wrappingKeys = version == 1 ? WrappingKeys.first(random) : WrappingKeys.read(in, random);
            int count = in.readInt();
            if (count < 0 || count > MAX_KEYS) {
                throw VaultFile.damaged("number of keys");
            }
            for (int i = 0; i < count; i++) {
                entries.add(version == 1 ? readFirst(in, wrappingKeys, random) : read(in, wrappingKeys, random));
            }
            if (in.available() > 0) {
                throw VaultFile.damaged("more than its keys");
            }
            return new Content(wrappingKeys, entries);
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
        out.writeUTF(key.exportability().name());
        if (entry.token() != null) {
            out.writeByte(IN_TOKEN);
            out.write(entry.token().bytes());
        } else {
            out.writeByte(IN_SOFTWARE);
            byte[] sealed =
                    entry.wrapped() == null ? new byte[0] : entry.wrapped().bytes();
            out.writeShort(entry.wrapped() == null ? 0 : entry.wrapped().version());
            out.writeByte(sealed.length);
            out.write(sealed);
        }
    }

    private static Entry read(DataInputStream in, WrappingKeys wrappingKeys, SecureRandom random) throws IOException {
        Key common = readCommon(in);
        Key key = new Key(
                common.id(),
                common.usage(),
                common.environment(),
                common.state(),
                common.checkValue(),
                common.origin(),
                common.parent(),
                Exportability.valueOf(in.readUTF()));
        if (in.readByte() == IN_TOKEN) {
            byte[] id = new byte[TOKEN_KEY_ID];
            in.readFully(id);
            return new Entry(
                    key,
                    null,
                    null,
                    new TokenKeyId(HexFormat.of().withUpperCase().formatHex(id)));
        }
        int version = in.readUnsignedShort();
        byte[] sealed = new byte[in.readUnsignedByte()];
        in.readFully(sealed);
        if (sealed.length == 0) {
            return new Entry(key, null, null, null);
        }
        WrappingKeys.Wrapped wrapped = WrappingKeys.Wrapped.of(version, sealed);
        try (KeyMaterial material = wrappingKeys.unwrap(key, wrapped)) {
            return new Entry(key, MaskedKey.of(material, random), wrapped, null);
        }
    }

    /** Version 1: the value itself stood in the sealed part. */
    private static Entry readFirst(DataInputStream in, WrappingKeys wrappingKeys, SecureRandom random)
            throws IOException {
        Key key = readCommon(in);
        byte[] value = new byte[in.readUnsignedByte()];
        in.readFully(value);
        if (value.length == 0) {
            return new Entry(key, null, null, null);
        }
        try (KeyMaterial material = KeyMaterial.owning(value, MaterialAccess.GRANTED)) {
            return new Entry(key, MaskedKey.of(material, random), wrappingKeys.wrap(key, material, random), null);
        }
    }

    private static Key readCommon(DataInputStream in) throws IOException {
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
        return new Key(id, usage, environment, state, checkValue, origin, parent);
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
