package org.sscard.launcher.card;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.pcsc.PcscReaders;
import org.sscard.terminal.reader.Reader;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceStub;
import org.sscard.wire.keys.v1.PerformRequest;
import org.sscard.wire.keys.v1.PsamAnswer;
import org.sscard.wire.keys.v1.PsamOrder;
import org.sscard.wire.keys.v1.PsamState;

/** Holds a PSAM for the issuer, which writes the approved keys into it: commands in, answers out, nothing understood. */
public final class PsamIssuingStation {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private PsamIssuingStation() {}

    /** Bytes to the PSAM and back. */
    private interface Contacts {
        byte[] transmit(byte[] command);

        byte[] reset();
    }

    /** In a PC/SC reader, vpcd's too; {@code null}: the first one. */
    public static PsamState inReader(@Nullable String name, RpcConnection issuer, PerformRequest approved) {
        try (PcscReaders readers = new PcscReaders()) {
            Reader found = readers.readers().stream()
                    .filter(reader -> name == null || reader.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CodedException(ErrorCode.READER_NOT_FOUND, name == null ? "PC/SC" : name));
            try (var psam = found.connect()) {
                return issue(
                        new Contacts() {
                            @Override
                            public byte[] transmit(byte[] command) {
                                return psam.transmit(CommandApdu.parse(command)).bytes();
                            }

                            @Override
                            public byte[] reset() {
                                return psam.reset();
                            }
                        },
                        issuer,
                        approved);
            } catch (CardTransportException e) {
                throw new CodedException(e, ErrorCode.PSAM_ABSENT);
            }
        }
    }

    /** A virtual PSAM; the issued one is written to another file. */
    public static PsamState virtual(Path image, Path issued, RpcConnection issuer, PerformRequest approved) {
        try {
            CardSession psam = VirtualCards.fromImage(Files.readString(image), TransmissionMode.T1, new SecureRandom());
            PsamState state = issue(
                    new Contacts() {
                        @Override
                        public byte[] transmit(byte[] command) {
                            return psam.transmit(command);
                        }

                        @Override
                        public byte[] reset() {
                            psam.reset();
                            return psam.atr();
                        }
                    },
                    issuer,
                    approved);
            Files.writeString(issued, psam.image());
            return state;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, image);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_IMAGE_INVALID, image + ": " + e.getMessage());
        }
    }

    private static PsamState issue(Contacts psam, RpcConnection issuer, PerformRequest approved) {
        CompletableFuture<PsamState> done = new CompletableFuture<>();
        AtomicReference<@Nullable StreamObserver<PsamAnswer>> line = new AtomicReference<>();
        StreamObserver<PsamAnswer> opened = issuer.streamStub(CustodyServiceStub.class)
                .issuePsam(new StreamObserver<>() {
                    @Override
                    public void onNext(PsamOrder order) {
                        StreamObserver<PsamAnswer> back = line.get();
                        if (order.hasIssued()) {
                            done.complete(order.getIssued());
                        } else if (back != null) {
                            back.onNext(answer(psam, order));
                        }
                    }

                    @Override
                    public void onError(Throwable failure) {
                        done.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        done.completeExceptionally(new CodedException(ErrorCode.SERVICE_UNAVAILABLE, "PSAM"));
                    }
                });
        line.set(opened);
        opened.onNext(PsamAnswer.newBuilder().setBegin(approved).build());
        try {
            return done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StatusRuntimeException status
                    ? issuer.failure(status)
                    : new CodedException(e, ErrorCode.SERVICE_UNAVAILABLE, "PSAM");
        } catch (TimeoutException e) {
            throw new CodedException(e, ErrorCode.SERVICE_TIMEOUT, "PSAM");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(e, ErrorCode.SERVICE_UNAVAILABLE, "PSAM");
        }
    }

    private static PsamAnswer answer(Contacts psam, PsamOrder order) {
        try {
            byte[] response = order.hasReset()
                    ? psam.reset()
                    : psam.transmit(order.getCommand().toByteArray());
            return PsamAnswer.newBuilder()
                    .setResponse(ByteString.copyFrom(response))
                    .build();
        } catch (CardTransportException e) {
            return PsamAnswer.newBuilder().setFailure(e.kind().name()).build();
        }
    }
}
