package org.sscard.launcher.bench;

import java.util.ArrayList;
import java.util.List;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.terminal.pcsc.PcscReaders;
import org.sscard.terminal.reader.Reader;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.vpcd.VpcdCard;

/** The readers of a private pcscd, with what lies in them. */
final class BenchReaders implements AutoCloseable {

    private final PrivatePcscd pcscd;
    private final PcscReaders source = new PcscReaders();
    private final List<Reader> readers;

    /** @param slots an even number, 16 at most */
    BenchReaders(int slots) {
        pcscd = PrivatePcscd.start(slots / 2);
        PrivatePcscd.await(() -> source.readers().size() == slots);
        readers = List.copyOf(source.readers());
    }

    /** The card lies in the reader until it is closed. */
    VpcdCard insert(CardSession card, int slot) {
        PrivatePcscd.await(() -> !readers.get(slot).presence().cardPresent());
        VpcdCard inserted = VpcdCard.serve(card, "127.0.0.1", pcscd.port(slot));
        PrivatePcscd.await(() -> readers.get(slot).presence().cardPresent());
        return inserted;
    }

    /** Of the pcscd behind them. */
    long pid() {
        return pcscd.pid();
    }

    String name(int slot) {
        return readers.get(slot).name();
    }

    CardTransport connect(int slot) {
        return readers.get(slot).connect();
    }

    /** Nanoseconds that these commands took on open sessions, one session a slot. */
    static long transmit(List<CardTransport> sessions, List<Tape.Exchange> exchanges, int times) {
        List<Sent> commands = new ArrayList<>();
        for (Tape.Exchange exchange : exchanges) {
            commands.add(new Sent(sessions.get(exchange.slot()), exchange.command()));
        }
        long start = System.nanoTime();
        for (int time = 0; time < times; time++) {
            for (Sent sent : commands) {
                sent.session().transmit(sent.command());
            }
        }
        return System.nanoTime() - start;
    }

    private record Sent(CardTransport session, CommandApdu command) {}

    @Override
    public void close() {
        source.close();
        pcscd.close();
    }
}
