package org.sscard.keys.pkcs11;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyAlgorithm;

/**
 * A token that a user has logged in to. Every step has a deadline; what arrives later is thrown away. Safe for use by
 * several threads: each step has a session to itself.
 */
public final class Token implements AutoCloseable {

    private static final int WAITING = 256;

    private final Cryptoki cryptoki;
    private final TokenSettings settings;
    private final TokenInfo info;
    private final Map<KeyAlgorithm, TokenMechanisms.Of> mechanisms;
    private final BlockingQueue<Long> sessions;
    private final ExecutorService lanes;
    private final Circuit circuit;
    private final long keeper;

    private Token(Cryptoki cryptoki, TokenSettings settings, long slot, List<Long> opened) {
        this.cryptoki = cryptoki;
        this.settings = settings;
        this.info = cryptoki.tokenInfo(slot);
        this.mechanisms = settings.mechanisms().within(cryptoki.mechanisms(slot));
        this.keeper = opened.get(0);
        this.sessions = new ArrayBlockingQueue<>(settings.lanes(), false, opened.subList(1, opened.size()));
        this.circuit = new Circuit(settings.clock(), settings.pause());
        this.lanes = new ThreadPoolExecutor(
                settings.lanes(), settings.lanes(), 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                    Thread lane = new Thread(work, "pkcs11-" + settings.label());
                    lane.setDaemon(true);
                    return lane;
                });
    }

    /**
     * Logs in. The caller erases the PIN.
     *
     * @throws KeyException HSM_NOT_USABLE: no such token, or it lacks 3DES; HSM_PIN_WRONG, HSM_PIN_LOCKED,
     *     HSM_TOKEN_REMOVED, HSM_REFUSED
     */
    public static Token open(Cryptoki cryptoki, TokenSettings settings, char[] pin) {
        byte[] bytes = encoded(pin);
        List<Long> opened = new ArrayList<>();
        try {
            long slot = slot(cryptoki, settings.label());
            for (int i = 0; i <= settings.lanes(); i++) {
                opened.add(cryptoki.openSession(slot));
            }
            cryptoki.login(opened.get(0), bytes);
            Token token = new Token(cryptoki, settings, slot, opened);
            token.requireTripleDes();
            return token;
        } catch (CryptokiException e) {
            closeAll(cryptoki, opened);
            throw coded(e);
        } catch (KeyException e) {
            closeAll(cryptoki, opened);
            throw e;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    public TokenInfo info() {
        return info;
    }

    public boolean computes(KeyAlgorithm algorithm) {
        return mechanisms.containsKey(algorithm);
    }

    TokenMechanisms.Of mechanismsOf(KeyAlgorithm algorithm) {
        TokenMechanisms.Of of = mechanisms.get(algorithm);
        if (of == null) {
            throw new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, algorithm + " in " + info.label());
        }
        return of;
    }

    /** One step with a session of its own. */
    interface Step<T> {
        T with(Cryptoki cryptoki, long session);
    }

    /** What to do with an answer that came too late: erase it, destroy it. */
    interface Late<T> {
        void drop(Cryptoki cryptoki, long session, T result);
    }

    /**
     * Asks the token within the time set.
     *
     * @throws KeyException HSM_LATE, HSM_CIRCUIT_OPEN, HSM_TOKEN_REMOVED, HSM_REFUSED
     */
    <T> T ask(Step<T> step, Late<T> discard) {
        circuit.requireClosed();
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            lanes.execute(() -> answer(step, answer, discard));
        } catch (RejectedExecutionException e) {
            circuit.failed();
            throw late();
        }
        try {
            T result = answer.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
            circuit.answered();
            return result;
        } catch (TimeoutException e) {
            KeyException late = late();
            if (answer.completeExceptionally(late)) {
                circuit.failed();
                throw late;
            }
            return answer.join();
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(e);
            throw late();
        }
    }

    private <T> void answer(Step<T> step, CompletableFuture<T> answer, Late<T> discard) {
        Long session = sessions.poll();
        if (session == null || answer.isDone()) {
            if (session != null) {
                sessions.add(session);
            }
            answer.completeExceptionally(late());
            return;
        }
        try {
            T result = step.with(cryptoki, session);
            if (!answer.complete(result)) {
                discard.drop(cryptoki, session, result);
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        } finally {
            sessions.add(session);
        }
    }

    /** For objects that live as long as the token is open: they belong to a session that no step uses. */
    <T> T keep(Step<T> step, Late<T> discard) {
        return ask(
                (c, ignored) -> {
                    synchronized (this) {
                        return step.with(c, keeper);
                    }
                },
                (c, ignored, late) -> {
                    synchronized (this) {
                        discard.drop(c, keeper, late);
                    }
                });
    }

    private KeyException failed(@Nullable Throwable cause) {
        if (cause instanceof CryptokiException refusal) {
            if (isTransient(refusal.returnValue())) {
                circuit.failed();
            } else {
                circuit.answered();
            }
            return coded(refusal);
        }
        if (cause instanceof KeyException coded) {
            return coded;
        }
        return new KeyException(KeyFault.HSM_REFUSED, "the library failed", cause);
    }

    private KeyException late() {
        return new KeyException(
                KeyFault.HSM_LATE, String.valueOf(settings.patience().toMillis()));
    }

    private static boolean isTransient(long returnValue) {
        return returnValue == Ck.CKR_GENERAL_ERROR
                || returnValue == Ck.CKR_FUNCTION_FAILED
                || returnValue == Ck.CKR_DEVICE_ERROR;
    }

    static KeyException coded(CryptokiException e) {
        long value = e.returnValue();
        KeyFault fault;
        if (value == Ck.CKR_PIN_INCORRECT || value == Ck.CKR_PIN_INVALID || value == Ck.CKR_PIN_LEN_RANGE) {
            fault = KeyFault.HSM_PIN_WRONG;
        } else if (value == Ck.CKR_PIN_LOCKED) {
            fault = KeyFault.HSM_PIN_LOCKED;
        } else if (value == Ck.CKR_TOKEN_NOT_PRESENT
                || value == Ck.CKR_TOKEN_NOT_RECOGNIZED
                || value == Ck.CKR_DEVICE_REMOVED
                || value == Ck.CKR_SESSION_CLOSED
                || value == Ck.CKR_SESSION_HANDLE_INVALID
                || value == Ck.CKR_USER_NOT_LOGGED_IN) {
            fault = KeyFault.HSM_TOKEN_REMOVED;
        } else if (value == Ck.CKR_MECHANISM_INVALID) {
            fault = KeyFault.HSM_NOT_USABLE;
        } else {
            fault = KeyFault.HSM_REFUSED;
        }
        return new KeyException(fault, String.valueOf(e.getMessage()), e);
    }

    private static long slot(Cryptoki cryptoki, String label) {
        return cryptoki.slots().stream()
                .filter(slot -> cryptoki.tokenInfo(slot).label().equals(label))
                .findFirst()
                .orElseThrow(() -> new KeyException(KeyFault.HSM_NOT_USABLE, "no token " + label));
    }

    private void requireTripleDes() {
        if (!computes(KeyAlgorithm.DES) || !computes(KeyAlgorithm.DESEDE)) {
            throw new KeyException(KeyFault.HSM_NOT_USABLE, info.label() + " lacks a 3DES mechanism");
        }
    }

    private static byte[] encoded(char[] pin) {
        byte[] room = new byte[4 * pin.length];
        ByteBuffer buffer = ByteBuffer.wrap(room);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(pin), buffer, true);
        byte[] bytes = Arrays.copyOf(room, buffer.position());
        Arrays.fill(room, (byte) 0);
        return bytes;
    }

    private static void closeAll(Cryptoki cryptoki, List<Long> sessions) {
        for (long session : sessions) {
            try {
                cryptoki.closeSession(session);
            } catch (CryptokiException gone) {
                // A token that went away took its sessions along.
                return;
            }
        }
    }

    /** Logs out; what was derived in the token is gone with its sessions. */
    @Override
    public void close() {
        lanes.shutdown();
        List<Long> all = new ArrayList<>(sessions);
        all.add(keeper);
        try {
            cryptoki.logout(keeper);
        } catch (CryptokiException gone) {
            // Nobody is logged in to a token that went away.
        }
        closeAll(cryptoki, all);
    }

    @Override
    public String toString() {
        return "Token[" + info.label() + ", " + info.manufacturer() + " " + info.model() + "]";
    }
}
