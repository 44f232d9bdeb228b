package org.sscard.keys.pkcs11;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * A PKCS#11 library of this machine, called through its function list. CK_ULONG has 8 bytes and structures are not
 * packed: Linux and macOS on 64 bits; not Windows.
 */
public final class NativeCryptoki implements Cryptoki {

    private static final long OS_LOCKING_OK = 2;
    private static final long RW_SERIAL_SESSION = 6;
    private static final int POINTER = 8;
    private static final int MAX_FOUND = 64;

    private static final int INITIALIZE = 0;
    private static final int GET_SLOT_LIST = 4;
    private static final int GET_TOKEN_INFO = 6;
    private static final int GET_MECHANISM_LIST = 7;
    private static final int INIT_TOKEN = 9;
    private static final int INIT_PIN = 10;
    private static final int OPEN_SESSION = 12;
    private static final int CLOSE_SESSION = 13;
    private static final int LOGIN = 18;
    private static final int LOGOUT = 19;
    private static final int CREATE_OBJECT = 20;
    private static final int DESTROY_OBJECT = 22;
    private static final int GET_ATTRIBUTE_VALUE = 24;
    private static final int FIND_OBJECTS_INIT = 26;
    private static final int FIND_OBJECTS = 27;
    private static final int FIND_OBJECTS_FINAL = 28;
    private static final int ENCRYPT_INIT = 29;
    private static final int ENCRYPT = 30;
    private static final int DECRYPT_INIT = 33;
    private static final int DECRYPT = 34;
    private static final int GENERATE_KEY = 58;
    private static final int DERIVE_KEY = 62;

    /** A library is initialised once in a process. */
    private static final Map<Path, NativeCryptoki> LOADED = new HashMap<>();

    /** Held, for a library that nobody holds is unloaded under its functions. */
    private final NativeLibrary library;

    private final Pointer functions;
    private final Map<Integer, Function> resolved = new HashMap<>();

    private NativeCryptoki(NativeLibrary library, Pointer functions) {
        this.library = library;
        this.functions = functions;
    }

    /** @throws KeyException HSM_NOT_USABLE when there is no such library, or it does not start */
    public static synchronized NativeCryptoki load(Path library) {
        Path real = library.toAbsolutePath().normalize();
        NativeCryptoki known = LOADED.get(real);
        if (known != null) {
            return known;
        }
        if (!Files.isReadable(real)) {
            throw new KeyException(KeyFault.HSM_NOT_USABLE, "no library " + real);
        }
        if (Native.LONG_SIZE != Long.BYTES || Native.POINTER_SIZE != POINTER) {
            throw new KeyException(KeyFault.HSM_NOT_USABLE, "PKCS#11 on this operating system");
        }
        NativeCryptoki loaded = started(real);
        LOADED.put(real, loaded);
        return loaded;
    }

    private static NativeCryptoki started(Path library) {
        try {
            PointerByReference list = new PointerByReference();
            NativeLibrary held = NativeLibrary.getInstance(library.toString());
            long answer = held.getFunction("C_GetFunctionList").invokeLong(new Object[] {list});
            if (answer != Ck.CKR_OK) {
                throw new CryptokiException("C_GetFunctionList", answer);
            }
            NativeCryptoki cryptoki = new NativeCryptoki(held, list.getValue());
            cryptoki.initialise();
            return cryptoki;
        } catch (UnsatisfiedLinkError | CryptokiException e) {
            throw new KeyException(KeyFault.HSM_NOT_USABLE, library.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** With the operating system's locks: sessions of several threads. */
    private void initialise() {
        try (Memory arguments = new Memory(6L * POINTER)) {
            arguments.clear();
            arguments.setLong(4L * POINTER, OS_LOCKING_OK);
            long answer = function(INITIALIZE).invokeLong(new Object[] {arguments});
            if (answer != Ck.CKR_OK && answer != Ck.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw new CryptokiException("C_Initialize", answer);
            }
        }
    }

    @Override
    public List<Long> slots() {
        return longs("C_GetSlotList", GET_SLOT_LIST, (byte) 1);
    }

    @Override
    public TokenInfo tokenInfo(long slot) {
        try (Memory info = new Memory(256)) {
            call("C_GetTokenInfo", GET_TOKEN_INFO, slot, info);
            return new TokenInfo(text(info, 0, 32), text(info, 32, 32), text(info, 64, 16), text(info, 80, 16));
        }
    }

    @Override
    public Set<Long> mechanisms(long slot) {
        return new HashSet<>(longs("C_GetMechanismList", GET_MECHANISM_LIST, slot));
    }

    @Override
    public void initialise(long slot, String label, byte[] securityOfficerPin, byte[] userPin) {
        byte[] padded = Arrays.copyOf(label.getBytes(StandardCharsets.UTF_8), 32);
        Arrays.fill(padded, label.getBytes(StandardCharsets.UTF_8).length, 32, (byte) ' ');
        call("C_InitToken", INIT_TOKEN, slot, securityOfficerPin, (long) securityOfficerPin.length, padded);
        long fresh = slots().stream()
                .filter(candidate -> tokenInfo(candidate).label().equals(label))
                .findFirst()
                .orElse(slot);
        long session = openSession(fresh);
        call("C_Login", LOGIN, session, Ck.CKU_SO, securityOfficerPin, (long) securityOfficerPin.length);
        call("C_InitPIN", INIT_PIN, session, userPin, (long) userPin.length);
        logout(session);
        closeSession(session);
    }

    @Override
    public long openSession(long slot) {
        LongByReference session = new LongByReference();
        call("C_OpenSession", OPEN_SESSION, slot, RW_SERIAL_SESSION, Pointer.NULL, Pointer.NULL, session);
        return session.getValue();
    }

    @Override
    public void closeSession(long session) {
        call("C_CloseSession", CLOSE_SESSION, session);
    }

    @Override
    public void login(long session, byte[] pin) {
        try (Memory copy = copied(pin)) {
            try {
                call("C_Login", LOGIN, session, Ck.CKU_USER, copy, (long) pin.length);
            } finally {
                copy.clear();
            }
        } catch (CryptokiException e) {
            if (e.returnValue() != Ck.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    @Override
    public void logout(long session) {
        call("C_Logout", LOGOUT, session);
    }

    @Override
    public long createObject(long session, List<Attribute> template) {
        LongByReference object = new LongByReference();
        try (Template built = new Template(template)) {
            call("C_CreateObject", CREATE_OBJECT, session, built.pointer(), built.count(), object);
        }
        return object.getValue();
    }

    @Override
    public void destroyObject(long session, long object) {
        call("C_DestroyObject", DESTROY_OBJECT, session, object);
    }

    @Override
    public byte[] attribute(long session, long object, long type) {
        try (Memory attribute = new Memory(3L * POINTER);
                Memory value = new Memory(MAX_FOUND * POINTER)) {
            attribute.setLong(0, type);
            attribute.setPointer(POINTER, value);
            attribute.setLong(2L * POINTER, value.size());
            call("C_GetAttributeValue", GET_ATTRIBUTE_VALUE, session, object, attribute, 1L);
            byte[] bytes = value.getByteArray(0, Math.toIntExact(attribute.getLong(2L * POINTER)));
            value.clear();
            return bytes;
        }
    }

    @Override
    public List<Long> find(long session, List<Attribute> template) {
        List<Long> found = new ArrayList<>();
        try (Template built = new Template(template);
                Memory objects = new Memory(MAX_FOUND * POINTER)) {
            call("C_FindObjectsInit", FIND_OBJECTS_INIT, session, built.pointer(), built.count());
            LongByReference count = new LongByReference();
            do {
                call("C_FindObjects", FIND_OBJECTS, session, objects, (long) MAX_FOUND, count);
                for (int i = 0; i < count.getValue(); i++) {
                    found.add(objects.getLong((long) i * POINTER));
                }
            } while (count.getValue() > 0);
            call("C_FindObjectsFinal", FIND_OBJECTS_FINAL, session);
        }
        return found;
    }

    @Override
    public long generateKey(long session, long mechanism, List<Attribute> template) {
        LongByReference key = new LongByReference();
        try (Memory plain = mechanism(mechanism, null, 0);
                Template built = new Template(template)) {
            call("C_GenerateKey", GENERATE_KEY, session, plain, built.pointer(), built.count(), key);
        }
        return key.getValue();
    }

    @Override
    public long deriveKey(long session, long mechanism, byte[] data, long baseKey, List<Attribute> template) {
        LongByReference key = new LongByReference();
        try (Memory bytes = copied(data);
                Memory parameter = new Memory(2L * POINTER);
                Template built = new Template(template)) {
            parameter.setPointer(0, bytes);
            parameter.setLong(POINTER, data.length);
            try (Memory full = mechanism(mechanism, parameter, parameter.size())) {
                call("C_DeriveKey", DERIVE_KEY, session, full, baseKey, built.pointer(), built.count(), key);
            }
        }
        return key.getValue();
    }

    @Override
    public byte[] encrypt(long session, long mechanism, long key, byte[] data) {
        try (Memory plain = mechanism(mechanism, null, 0)) {
            call("C_EncryptInit", ENCRYPT_INIT, session, plain, key);
        }
        return transformed("C_Encrypt", ENCRYPT, session, data);
    }

    @Override
    public byte[] decrypt(long session, long mechanism, long key, byte[] data) {
        try (Memory plain = mechanism(mechanism, null, 0)) {
            call("C_DecryptInit", DECRYPT_INIT, session, plain, key);
        }
        return transformed("C_Decrypt", DECRYPT, session, data);
    }

    /** ECB: as long as it was. What passed through native memory is wiped there. */
    private byte[] transformed(String name, int function, long session, byte[] data) {
        LongByReference length = new LongByReference(data.length);
        try (Memory in = copied(data);
                Memory out = new Memory(data.length)) {
            call(name, function, session, in, (long) data.length, out, length);
            byte[] result = out.getByteArray(0, Math.toIntExact(length.getValue()));
            in.clear();
            out.clear();
            return result;
        }
    }

    @Override
    public String toString() {
        return "Cryptoki[" + library.getName() + "]";
    }

    private List<Long> longs(String name, int function, Object about) {
        LongByReference count = new LongByReference();
        call(name, function, about, Pointer.NULL, count);
        if (count.getValue() == 0) {
            return List.of();
        }
        try (Memory list = new Memory(count.getValue() * POINTER)) {
            call(name, function, about, list, count);
            List<Long> longs = new ArrayList<>();
            for (int i = 0; i < count.getValue(); i++) {
                longs.add(list.getLong((long) i * POINTER));
            }
            return longs;
        }
    }

    private void call(String name, int function, @Nullable Object... arguments) {
        long answer = function(function).invokeLong(arguments);
        if (answer != Ck.CKR_OK) {
            throw new CryptokiException(name, answer);
        }
    }

    /** CK_FUNCTION_LIST: a version of two bytes, aligned, then the functions in the order of the standard. */
    private Function function(int index) {
        synchronized (resolved) {
            return resolved.computeIfAbsent(
                    index, i -> Function.getFunction(functions.getPointer((long) POINTER * (i + 1))));
        }
    }

    private static Memory mechanism(long mechanism, @Nullable Pointer parameter, long length) {
        Memory memory = new Memory(3L * POINTER);
        memory.setLong(0, mechanism);
        memory.setPointer(POINTER, parameter);
        memory.setLong(2L * POINTER, length);
        return memory;
    }

    private static Memory copied(byte[] data) {
        Memory memory = new Memory(data.length);
        memory.write(0, data, 0, data.length);
        return memory;
    }

    private static String text(Memory memory, long at, int length) {
        return new String(memory.getByteArray(at, length), StandardCharsets.UTF_8).strip();
    }

    /** CK_ATTRIBUTE[]: type, pointer, length. Values are wiped when it is freed. */
    private static final class Template implements AutoCloseable {

        private final Memory attributes;
        private final List<Memory> values = new ArrayList<>();

        Template(List<Attribute> template) {
            attributes = new Memory(3L * POINTER * template.size());
            for (int i = 0; i < template.size(); i++) {
                Attribute attribute = template.get(i);
                Memory value = copied(attribute.value());
                values.add(value);
                long at = 3L * POINTER * i;
                attributes.setLong(at, attribute.type());
                attributes.setPointer(at + POINTER, value);
                attributes.setLong(at + 2L * POINTER, attribute.value().length);
            }
        }

        Pointer pointer() {
            return attributes;
        }

        long count() {
            return values.size();
        }

        @Override
        public void close() {
            values.forEach(value -> {
                value.clear();
                value.close();
            });
            attributes.close();
        }
    }
}
