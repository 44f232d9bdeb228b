package org.sscard.terminal.station.rpc;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.TransportFailure;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.Answer;
import org.sscard.wire.issuer.v1.StationCommand;

/**
 * One personalisation reader in the issuer's hands. Commands run in the order they came; the card is held from the first of
 * them until the release, or until it fails, after which only a reset begins anew.
 */
final class StationReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StationReader.class);

    private final String name;
    private final ReaderDesk readers;
    private final ExecutorService queue;
    private @Nullable CardLease lease;
    private boolean broken;

    StationReader(String name, ReaderDesk readers) {
        this.name = name;
        this.readers = readers;
        this.queue = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "station " + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    void execute(StationCommand command, Consumer<Answer> answer) {
        try {
            queue.execute(() -> answer.accept(run(command)));
        } catch (RejectedExecutionException e) {
            LOG.debug("The station is closing");
        }
    }

    private Answer run(StationCommand command) {
        Answer.Builder answer = Answer.newBuilder().setId(command.getId());
        try {
            return answer.setResponse(ByteString.copyFrom(response(command))).build();
        } catch (CardTransportException e) {
            drop();
            broken = true;
            return answer.setFailure(TransportFailure.coded(e).code().name()).build();
        } catch (CodedException e) {
            drop();
            return answer.setFailure(e.code().name()).build();
        } catch (RuntimeException e) {
            LOG.error("Station command failed on {}", name, e);
            drop();
            return answer.setFailure(ErrorCode.SERVER_INTERNAL.name()).build();
        }
    }

    private byte[] response(StationCommand command) {
        return switch (command.getCommandCase()) {
            case APDU -> {
                requireUnbroken();
                yield held().transmit(apdu(command)).bytes();
            }
            case RESET -> {
                broken = false;
                yield held().reset();
            }
            case RELEASE -> {
                broken = false;
                drop();
                yield new byte[0];
            }
            case COMMAND_NOT_SET ->
                throw new CodedException(ErrorCode.REQUEST_INVALID, "command", "apdu, reset, release");
        };
    }

    /** What the card had verified is gone with its session; the issuer must know before it goes on. */
    private void requireUnbroken() {
        if (broken) {
            throw new CodedException(ErrorCode.CARD_RESET);
        }
    }

    private static CommandApdu apdu(StationCommand command) {
        try {
            return CommandApdu.parse(command.getApdu().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "apdu", "one short command APDU");
        }
    }

    private CardLease held() {
        CardLease held = lease;
        if (held == null) {
            held = readers.lease(new CardPlace(name, List.of(ReaderRole.PERSONALISATION)));
            lease = held;
        }
        return held;
    }

    private void drop() {
        CardLease held = lease;
        lease = null;
        if (held != null) {
            held.close();
        }
    }

    /** Another card, or none: gives the old one back after the command that runs now. */
    void release() {
        try {
            queue.execute(() -> {
                broken = false;
                drop();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The station is closing");
        }
    }

    @Override
    public void close() {
        release();
        queue.shutdown();
    }
}
