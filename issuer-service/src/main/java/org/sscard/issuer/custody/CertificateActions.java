package org.sscard.issuer.custody;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Revokes client certificates, whoever issued them: by a serial list of the service's own, which every call looks at. */
public final class CertificateActions {

    private final Path list;
    private final Clock clock;

    private CertificateActions(Path list, Clock clock) {
        this.list = list;
        this.clock = clock;
    }

    /** The list, made when it is not there. */
    public static CertificateActions at(Path list, Clock clock) {
        try {
            if (!Files.exists(list)) {
                Files.writeString(list, "# serial number  # account, reason, time\n");
            }
            return new CertificateActions(list, clock);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, list);
        }
    }

    public Path list() {
        return list;
    }

    void register(CustodyDesk desk) {
        desk.register(Verb.CERTIFICATE_REVOKE, this::revoke);
    }

    private Plan revoke(CustodyRequest request) {
        request.requireOnly("serial", "reason");
        String serial = request.require("serial").replace(":", "").toUpperCase(Locale.ROOT);
        String reason = request.require("reason");
        if (!serial.matches("[0-9A-F]{2,80}")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "serial", "hexadecimal");
        }
        return new Plan(
                "吊销证书 " + serial,
                List.of(new Plan.Change("证书", "有效", "吊销：" + reason)),
                List.of("从下一次调用起拒绝，不可恢复"),
                by -> {
                    append(serial + "  # " + by.account() + ", " + reason.replace('#', ' ') + ", " + clock.instant());
                    return serial;
                });
    }

    private void append(String line) {
        try (FileChannel file = FileChannel.open(list, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(true);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, list);
        }
    }
}
