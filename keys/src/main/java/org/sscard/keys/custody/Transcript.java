package org.sscard.keys.custody;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.util.Base64;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.audit.Checkpoint;
import org.sscard.audit.Ed25519Checkpoints;

/**
 * What happened in a ceremony, as an audit log: hash-chained, each line on disk before the next step. It is sealed with
 * an Ed25519 key that exists for this ceremony only; the custodians sign its public half by hand in the record.
 */
public final class Transcript implements AutoCloseable {

    static final String OK = "OK";

    private final AuditLog log;
    private final String place;
    private final KeyPair signing;

    private Transcript(AuditLog log, String place, KeyPair signing) {
        this.log = log;
        this.place = place;
        this.signing = signing;
    }

    /** @param place where the ceremony is held */
    public static Transcript open(Path file, String place, Clock clock, SecureRandom random) {
        return new Transcript(AuditLog.open(file, clock), place, signingKey(random));
    }

    /** @param result OK, or a code of the error catalogue */
    void note(String actor, String action, String subject, String result) {
        log.append(new AuditEntry(actor, place, action, subject, result));
    }

    /** A signed statement about the last line, to be kept apart from the transcript. */
    Checkpoint seal() {
        return log.checkpoint(Ed25519Checkpoints.signer(signing.getPrivate()));
    }

    /** X.509 in Base64. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(signing.getPublic().getEncoded());
    }

    @Override
    public void close() {
        log.close();
    }

    private static KeyPair signingKey(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
