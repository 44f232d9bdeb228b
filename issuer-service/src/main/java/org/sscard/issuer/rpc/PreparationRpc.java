package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Consumer;
import org.sscard.issuer.mailer.PinMailers;
import org.sscard.issuer.mailer.store.MailerStore;
import org.sscard.issuer.mailer.store.MailerStore.Side;
import org.sscard.issuer.preparation.Preparation;
import org.sscard.issuer.preparation.ReturnDesk;
import org.sscard.issuer.preparation.TransportComponents;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.DispatchBatchRequest;
import org.sscard.wire.issuer.v1.DispatchedBatch;
import org.sscard.wire.issuer.v1.FilePart;
import org.sscard.wire.issuer.v1.GetBatchFileRequest;
import org.sscard.wire.issuer.v1.ListReturnDifferencesRequest;
import org.sscard.wire.issuer.v1.ListReturnDifferencesResponse;
import org.sscard.wire.issuer.v1.PreparationServiceGrpc;
import org.sscard.wire.issuer.v1.PrintMailersRequest;
import org.sscard.wire.issuer.v1.ReceiveReturnRequest;
import org.sscard.wire.issuer.v1.ReturnDifference;
import org.sscard.wire.issuer.v1.ReturnReport;
import org.sscard.wire.issuer.v1.ShowTransportComponentRequest;
import org.sscard.wire.issuer.v1.TransportComponent;
import org.sscard.wire.issuer.v1.UnblockBatchRequest;
import org.sscard.wire.issuer.v1.UnblockBatchResponse;

/** The edge of data preparation: batch files out, return files in, PIN mailers. */
public final class PreparationRpc extends PreparationServiceGrpc.PreparationServiceImplBase {

    private static final int PART = 1 << 16;
    private static final int MAX_NAME = 100;

    private final Preparation preparation;
    private final ReturnDesk returns;
    private final PinMailers mailers;
    private final MailerStore handling;
    private final TransportComponents components;
    private final Consumer<UUID> requireReleased;
    private final Path incoming;

    /**
     * @param requireReleased refuses a batch that two persons did not release
     * @param incoming where return files are kept while they are read
     */
    public PreparationRpc(
            Preparation preparation,
            ReturnDesk returns,
            PinMailers mailers,
            MailerStore handling,
            TransportComponents components,
            Consumer<UUID> requireReleased,
            Path incoming) {
        this.preparation = preparation;
        this.returns = returns;
        this.mailers = mailers;
        this.handling = handling;
        this.components = components;
        this.requireReleased = requireReleased;
        this.incoming = incoming;
    }

    @Override
    public void dispatchBatch(DispatchBatchRequest request, StreamObserver<DispatchedBatch> observer) {
        Calls.answer(observer, () -> {
            UUID batch = batch(request.getBatchId());
            requireReleased.accept(batch);
            handling.handle(batch, person(), Side.CARD, "dispatch");
            String producer = producer(request.getProducer());
            Path file = preparation.release(batch, producer, request.getChipMakers(), Calls.actor(request.getActor()));
            return DispatchedBatch.newBuilder()
                    .setBatchId(batch.toString())
                    .setProducer(producer)
                    .setFileBytes(size(file))
                    .build();
        });
    }

    @Override
    public void getBatchFile(GetBatchFileRequest request, StreamObserver<FilePart> observer) {
        Calls.coded(() -> {
            UUID batch = batch(request.getBatchId());
            handling.handle(batch, person(), Side.CARD, "fetch");
            try (InputStream in = Files.newInputStream(preparation.existing(batch))) {
                for (byte[] part = in.readNBytes(PART); part.length > 0; part = in.readNBytes(PART)) {
                    observer.onNext(FilePart.newBuilder()
                            .setData(ByteString.copyFrom(part))
                            .build());
                }
            } catch (IOException e) {
                throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, batch);
            }
            return batch;
        });
        observer.onCompleted();
    }

    @Override
    public void receiveReturn(ReceiveReturnRequest request, StreamObserver<ReturnReport> observer) {
        Calls.answer(observer, () -> {
            ReturnDesk.Received received = received(request.getFile());
            return ReturnReport.newBuilder()
                    .setBatchId(received.batchId().toString())
                    .setGood(received.good())
                    .setSpoiled(received.spoiled())
                    .setUnknown(received.unknown())
                    .setNotMade(received.notMade())
                    .build();
        });
    }

    /** The file lies on the disk while it is read, sealed as it came. */
    private ReturnDesk.Received received(ByteString content) {
        try {
            Path file = Files.createTempFile(incoming, "return", ".ssr");
            try {
                Files.write(file, content.toByteArray());
                return returns.receive(file, person());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, incoming);
        }
    }

    @Override
    public void listReturnDifferences(
            ListReturnDifferencesRequest request, StreamObserver<ListReturnDifferencesResponse> observer) {
        Calls.answer(observer, () -> {
            ListReturnDifferencesResponse.Builder all = ListReturnDifferencesResponse.newBuilder();
            returns.differences(batch(request.getBatchId()))
                    .forEach(difference -> all.addDifferences(ReturnDifference.newBuilder()
                            .setNumber(difference.number())
                            .setKind(difference.kind().name())
                            .setKindZh(difference.kind().zh())
                            .setExpected(difference.expected())
                            .setFound(difference.found())));
            return all.build();
        });
    }

    @Override
    public void unblockBatch(UnblockBatchRequest request, StreamObserver<UnblockBatchResponse> observer) {
        Calls.answer(observer, () -> {
            returns.unblock(batch(request.getBatchId()), person());
            return UnblockBatchResponse.getDefaultInstance();
        });
    }

    @Override
    public void showTransportComponent(
            ShowTransportComponentRequest request, StreamObserver<TransportComponent> observer) {
        Calls.answer(observer, () -> {
            String producer = producer(request.getProducer());
            int number = request.getNumber();
            if (number != 1 && number != 2) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "number", "1, 2");
            }
            handling.component(producer, number, person());
            byte[] component = components.component(producer, number);
            try {
                return TransportComponent.newBuilder()
                        .setProducer(producer)
                        .setNumber(number)
                        .setComponent(HexFormat.of().withUpperCase().formatHex(component))
                        .setCheckValue(TransportComponents.checkValue(component))
                        .build();
            } finally {
                Arrays.fill(component, (byte) 0);
            }
        });
    }

    @Override
    public void printMailers(PrintMailersRequest request, StreamObserver<FilePart> observer) {
        byte[] pdf = Calls.coded(() -> mailers.print(batch(request.getBatchId()), person()));
        try {
            for (int from = 0; from < pdf.length; from += PART) {
                observer.onNext(FilePart.newBuilder()
                        .setData(ByteString.copyFrom(pdf, from, Math.min(PART, pdf.length - from)))
                        .build());
            }
            observer.onCompleted();
        } finally {
            Arrays.fill(pdf, (byte) 0);
        }
    }

    private static String person() {
        return Principal.current().person();
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }

    private static String producer(String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "producer", "1.." + MAX_NAME);
        }
        return name.strip();
    }

    private static UUID batch(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, text);
        }
    }
}
