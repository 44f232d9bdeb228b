package org.sscard.terminal.feed.rpc;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.security.SignedStatement;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.BlacklistChunk;
import org.sscard.wire.issuer.v1.BlacklistInfo;
import org.sscard.wire.issuer.v1.BlacklistServiceGrpc.BlacklistServiceBlockingStub;
import org.sscard.wire.issuer.v1.FetchBlacklistRequest;
import org.sscard.wire.issuer.v1.GetBlacklistRequest;

/** Fetches the issuer's full blacklist, and takes it over only when the issuer signed exactly these bytes. */
final class FullListFetch {

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final RpcConnection issuer;
    private final BlacklistReplica replica;
    private final Path authority;
    private final Clock clock;

    FullListFetch(RpcConnection issuer, BlacklistReplica replica, Path authority, Clock clock) {
        this.issuer = issuer;
        this.replica = replica;
        this.authority = authority;
        this.clock = clock;
    }

    /** @throws CodedException BLACKLIST_NOT_GENUINE, and whatever the line says */
    void fetch() {
        BlacklistServiceBlockingStub service = issuer.stub(BlacklistServiceBlockingStub.class, PATIENCE);
        try {
            BlacklistInfo info = service.getBlacklist(GetBlacklistRequest.newBuilder()
                    .setAtLeastVersion(replica.version())
                    .build());
            byte[] sha256 = received(service.fetchBlacklist(FetchBlacklistRequest.newBuilder()
                    .setVersion(info.getVersion())
                    .build()));
            if (!genuine(info, sha256)) {
                throw new CodedException(ErrorCode.BLACKLIST_NOT_GENUINE);
            }
            replica.replace(replica.waiting());
        } catch (StatusRuntimeException e) {
            throw issuer.failure(e);
        }
    }

    private byte[] received(Iterator<BlacklistChunk> chunks) {
        try (FileChannel out = FileChannel.open(
                replica.waiting(),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            while (chunks.hasNext()) {
                ByteString data = chunks.next().getData();
                ByteBuffer bytes = data.asReadOnlyByteBuffer();
                digest.update(bytes.duplicate());
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
            return digest.digest();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, replica.waiting());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }

    private boolean genuine(BlacklistInfo info, byte[] sha256) {
        byte[] name = "sscard blacklist".getBytes(StandardCharsets.US_ASCII);
        byte[] statement = ByteBuffer.allocate(name.length + Long.BYTES + sha256.length)
                .put(name)
                .putLong(info.getVersion())
                .put(sha256)
                .array();
        return MessageDigest.isEqual(sha256, info.getSha256().toByteArray())
                && SignedStatement.verify(
                        authority,
                        info.getCertificate().toByteArray(),
                        statement,
                        info.getSignature().toByteArray(),
                        clock);
    }
}
