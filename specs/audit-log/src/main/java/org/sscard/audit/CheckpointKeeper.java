package org.sscard.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * Keeps the newest checkpoint of a log in a file, which belongs in another place than the log: a log that was cut or put
 * back from an older copy is then noticed before anything is written to it (F22). Signed with an Ed25519 key that lies
 * beside the log, its public half in PEM.
 */
public final class CheckpointKeeper {

    private final Path file;
    private final PrivateKey key;
    private final PublicKey publicKey;

    private CheckpointKeeper(Path file, PrivateKey key, PublicKey publicKey) {
        this.file = file;
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * Takes the signing key from {@code audit-signing.key} in {@code keys}, or makes it and {@code audit-signing.pub}.
     *
     * @param file where the checkpoint is kept
     * @throws AuditException AUDIT_LOG_WRITE_FAILED
     */
    public static CheckpointKeeper open(Path file, Path keys, SecureRandom random) {
        Path secret = keys.resolve("audit-signing.key");
        Path open = keys.resolve("audit-signing.pub");
        try {
            if (!Files.exists(secret)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
                generator.initialize(255, random);
                KeyPair pair = generator.generateKeyPair();
                replace(
                        open,
                        "-----BEGIN PUBLIC KEY-----\n" + base64(pair.getPublic().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n");
                replace(secret, base64(pair.getPrivate().getEncoded()) + "\n");
            }
            byte[] encoded = Base64.getDecoder().decode(Files.readString(secret).strip());
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new CheckpointKeeper(file, key, publicKey(open));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_WRITE_FAILED, secret.toString(), e);
        }
    }

    /**
     * Reads a public key in PEM.
     *
     * @throws AuditException AUDIT_CHECKPOINT_INVALID
     */
    public static PublicKey publicKey(Path pem) {
        try {
            String body = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new AuditException(AuditFault.AUDIT_CHECKPOINT_INVALID, "the public key " + pem, e);
        }
    }

    /**
     * Compares a log with the checkpoint that was kept, before it is opened for writing; nothing to compare on a first
     * run.
     *
     * @throws AuditException AUDIT_LOG_ROLLED_BACK when the log lacks what was confirmed, AUDIT_CHECKPOINT_INVALID
     */
    public void requireNotBehind(Path log, AuditDigest digest) {
        if (!Files.exists(file)) {
            return;
        }
        Checkpoint kept = kept();
        if (!Files.exists(log)) {
            throw new AuditException(AuditFault.AUDIT_LOG_ROLLED_BACK, "the log is gone, record " + kept.sequence());
        }
        AuditVerification found = AuditVerifier.verify(log, digest, kept, Ed25519Checkpoints.verifier(publicKey));
        boolean cut = found.defect() == AuditVerification.Defect.CUT_TAIL
                || found.defect() == AuditVerification.Defect.REWRITTEN;
        if (cut) {
            throw new AuditException(AuditFault.AUDIT_LOG_ROLLED_BACK, found.summary());
        }
        boolean torn = found.defect() == AuditVerification.Defect.TORN_TAIL && found.goodRecords() >= kept.sequence();
        if (!found.isIntact() && !torn) {
            throw new AuditException(AuditFault.AUDIT_LOG_DAMAGED, found.summary());
        }
    }

    /** @throws AuditException AUDIT_CHECKPOINT_INVALID, AUDIT_LOG_READ_FAILED */
    private Checkpoint kept() {
        try {
            return Checkpoint.parse(Files.readString(file));
        } catch (IOException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_READ_FAILED, file.toString(), e);
        }
    }

    /** Confirms the log as it is now; durable when it returns. */
    public Checkpoint keep(AuditLog log) {
        Checkpoint checkpoint = log.checkpoint(Ed25519Checkpoints.signer(key));
        try {
            replace(file, checkpoint.toLine() + "\n");
        } catch (IOException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_WRITE_FAILED, file.toString(), e);
        }
        return checkpoint;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The old content or the new one, owner access only. */
    private static void replace(Path target, String text) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
