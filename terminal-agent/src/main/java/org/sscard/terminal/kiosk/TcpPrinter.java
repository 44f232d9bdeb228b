package org.sscard.terminal.kiosk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.print.Receipt;

/**
 * An ESC/POS printer at an address. Before printing it is asked whether it is there and has paper (DLE EOT); after printing
 * whether the paper lasted: only then the receipt counts as printed.
 */
public final class TcpPrinter implements ReceiptPrinter {

    private static final Logger LOG = LoggerFactory.getLogger(TcpPrinter.class);

    private final InetSocketAddress address;
    private final int patienceMillis;

    /** @param patience how long it may take to connect, and to answer a status request */
    public TcpPrinter(InetSocketAddress address, Duration patience) {
        this.address = address;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    @Override
    public Outcome print(Receipt receipt) {
        try (Socket socket = new Socket()) {
            socket.connect(address, patienceMillis);
            socket.setSoTimeout(patienceMillis);
            Outcome before = state(socket);
            if (before != Outcome.PRINTED) {
                return before;
            }
            socket.getOutputStream().write(EscPos.encode(receipt));
            socket.getOutputStream().flush();
            return state(socket);
        } catch (IOException e) {
            LOG.warn("The receipt printer does not answer: {}", e.toString());
            return Outcome.OFFLINE;
        }
    }

    /** PRINTED: it is ready and has paper. */
    private static Outcome state(Socket socket) throws IOException {
        if (EscPos.paperEnd(status(socket, EscPos.PAPER_STATUS))) {
            return Outcome.PAPER_OUT;
        }
        if (!EscPos.offline(status(socket, EscPos.PRINTER_STATUS))) {
            return Outcome.PRINTED;
        }
        return EscPos.stoppedForPaper(status(socket, EscPos.OFFLINE_CAUSE)) ? Outcome.PAPER_OUT : Outcome.OFFLINE;
    }

    private static int status(Socket socket, int which) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        out.write(EscPos.statusRequest(which));
        out.flush();
        int answer = in.read();
        if (!EscPos.isStatus(answer)) {
            throw new IOException("not a printer's status: " + answer);
        }
        return answer;
    }
}
