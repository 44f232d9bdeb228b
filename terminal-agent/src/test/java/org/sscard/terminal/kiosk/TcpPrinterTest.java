package org.sscard.terminal.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.servicekit.print.Receipt;
import org.sscard.terminal.kiosk.ReceiptPrinter.Outcome;

/** A printer at an address, which answers DLE EOT as ESC/POS printers do. */
class TcpPrinterTest {

    private static final int FINE = 0x12;
    private static final Receipt RECEIPT =
            new Receipt().centred("凭条").pair("余额", "¥987.65").line("㐀字生僻");

    private final Map<Integer, Integer> states = new ConcurrentHashMap<>(Map.of(1, FINE, 2, FINE, 4, FINE));
    private final ByteArrayOutputStream paper = new ByteArrayOutputStream();
    private ServerSocket server;
    private volatile boolean paperEndsWhilePrinting;

    @BeforeEach
    void switchOn() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread device = new Thread(this::serve, "printer");
        device.setDaemon(true);
        device.start();
    }

    @AfterEach
    void switchOff() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                int b;
                while ((b = socket.getInputStream().read()) >= 0) {
                    if (b == 0x10) {
                        socket.getInputStream().read();
                        socket.getOutputStream()
                                .write(states.get(socket.getInputStream().read()));
                    } else {
                        paper.write(b);
                        if (paperEndsWhilePrinting) {
                            states.put(4, 0x72);
                        }
                    }
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private Outcome print() {
        return new TcpPrinter(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
                        Duration.ofSeconds(3))
                .print(RECEIPT);
    }

    @Test
    void readyPrinter_getsTheReceiptInGb18030() {
        assertThat(print()).isEqualTo(Outcome.PRINTED);
        assertThat(EscPosPaper.read(paper.toByteArray()))
                .contains("凭条")
                .contains("余额")
                .contains("¥987.65")
                .contains("㐀");
    }

    @Test
    void withoutPaper_nothingIsSent() {
        states.put(4, 0x72);
        assertThat(print()).isEqualTo(Outcome.PAPER_OUT);
        assertThat(paper.size()).isZero();
    }

    @Test
    void paperThatEndsMeanwhile_isNoReceipt() {
        paperEndsWhilePrinting = true;
        assertThat(print()).isEqualTo(Outcome.PAPER_OUT);
    }

    @Test
    void openCover_isOffline_andAStopForPaperIsPaper() {
        states.put(1, 0x1A);
        states.put(2, 0x16);
        assertThat(print()).isEqualTo(Outcome.OFFLINE);
        states.put(2, 0x32);
        assertThat(print()).isEqualTo(Outcome.PAPER_OUT);
    }

    @Test
    void whatAnswersNoStatus_isNoPrinter() {
        states.put(4, 0x00);
        assertThat(print()).isEqualTo(Outcome.OFFLINE);
    }

    @Test
    void switchedOff_isOffline() throws IOException {
        server.close();
        assertThat(print()).isEqualTo(Outcome.OFFLINE);
    }
}
