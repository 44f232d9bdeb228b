package org.sscard.terminal.kiosk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.servicekit.print.Receipt;
import org.sscard.terminal.kiosk.ReceiptPrinter.Outcome;

/** A printer at an address: what it says of itself, and what comes out of it. */
class TcpPrinterTest {

    private static final Receipt RECEIPT =
            new Receipt().centred("凭条").pair("余额", "￥987.65").line("㐀字生僻，𠮷");

    private ThermalPrinter device;

    @BeforeEach
    void switchOn() throws IOException {
        device = new ThermalPrinter();
    }

    @AfterEach
    void switchOff() throws IOException {
        device.close();
    }

    private Outcome print() {
        return new TcpPrinter(device.address(), Duration.ofSeconds(3)).print(RECEIPT);
    }

    @Test
    void readyPrinter_getsTheReceiptInGb18030() {
        assertThat(print()).isEqualTo(Outcome.PRINTED);
        String paper = EscPosPaper.read(device.printed());
        assertThat(paper).contains("凭条").contains("余额").contains("￥987.65").contains("㐀字生僻，𠮷");
        assertThat(paper.lines()).allMatch(line -> line.getBytes(Charset.forName("GB18030")).length <= 42);
    }

    @Test
    void withoutPaper_nothingIsSent() {
        device.outOfPaper();
        assertThat(print()).isEqualTo(Outcome.PAPER_OUT);
        assertThat(device.printed()).isEmpty();
    }

    @Test
    void paperThatEndsMeanwhile_isNoReceipt() {
        device.paperEndsWhilePrinting();
        assertThat(print()).isEqualTo(Outcome.PAPER_OUT);
    }

    @Test
    void openCover_isOffline_andAStopForPaperIsPaper() {
        device.coverOpen();
        assertThat(print()).isEqualTo(Outcome.OFFLINE);
        device.status(2, 0x32);
        assertThat(print()).isEqualTo(Outcome.PAPER_OUT);
    }

    @Test
    void whatAnswersNoStatus_isNoPrinter() {
        device.status(4, 0x00);
        assertThat(print()).isEqualTo(Outcome.OFFLINE);
    }

    @Test
    void switchedOff_isOffline() throws IOException {
        device.close();
        assertThat(print()).isEqualTo(Outcome.OFFLINE);
    }
}
