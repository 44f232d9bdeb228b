package org.sscard.virtualcard.vpcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.fault.FaultScript;
import org.sscard.virtualcard.fault.FaultyCard;

/** The vpcd protocol against a reader of our own. */
@Timeout(30)
class VpcdCardTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void reader_powersAsksTheAtrAndSendsCommands() throws IOException {
        try (ServerSocket reader = reader();
                VpcdCard card = serve(card(), reader);
                Socket slot = reader.accept()) {
            assertThat(card).isNotNull();
            control(slot, 1);
            control(slot, 4);
            assertThat(TestCard.hex(receive(slot))).isEqualTo("3B6D0000" + TestImages.HISTORICAL);
            assertThat(exchange(slot, "00A404000F" + TestCard.SSSE))
                    .startsWith("6F1C")
                    .endsWith("9000");
            assertThat(exchange(slot, "0020000003123456")).isEqualTo("9000");
            control(slot, 2);
            assertThat(exchange(slot, "00B2072C00")).isEqualTo("6A82");
            control(slot, 0);
            control(slot, 1);
            assertThat(exchange(slot, "0084")).isEqualTo("6700");
            assertThat(exchange(slot, "77"))
                    .as("one byte that is no control code")
                    .isEqualTo("6700");
            assertThat(exchange(slot, "")).isEqualTo("6700");
        }
    }

    @Test
    void readerThatGoesAway_isFoundAgain() throws IOException {
        try (ServerSocket reader = reader();
                VpcdCard card = serve(card(), reader)) {
            reader.accept().close();
            try (Socket again = reader.accept()) {
                assertThat(exchange(again, "80CA009F01")).isEqualTo("039000");
                assertThat(card.isInserted()).isTrue();
            }
        }
    }

    @Test
    void cardThatComesFirst_waitsForTheReader() throws IOException {
        int port;
        try (ServerSocket notYet = reader()) {
            port = notYet.getLocalPort();
        }
        try (VpcdCard card = VpcdCard.serve(card(), "127.0.0.1", port)) {
            assertThat(card.isInserted()).isFalse();
            try (ServerSocket reader = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    Socket slot = reader.accept()) {
                assertThat(exchange(slot, "80CA009F01")).isEqualTo("039000");
            }
        }
    }

    /** As vpcd does: it takes one connection and leaves the next one waiting. */
    @Test
    void secondCardOnOnePort_isQueuedUntilTheFirstIsTakenOut() throws IOException {
        try (ServerSocket reader = reader()) {
            VpcdCard first = serve(card(), reader);
            try (Socket slot = reader.accept()) {
                assertThat(exchange(slot, "80CA009F01")).isEqualTo("039000");
                assertThat(first.isInserted()).isTrue();
                try (VpcdCard second = serve(card(), reader)) {
                    await().atMost(SOON).until(second::isQueued);
                    assertThat(second.isInserted()).isFalse();
                    first.close();
                    try (Socket freed = reader.accept()) {
                        assertThat(exchange(freed, "80CA009F01")).isEqualTo("039000");
                        assertThat(second.isInserted()).isTrue();
                        assertThat(second.isQueued()).isFalse();
                    }
                }
            }
        }
    }

    @Test
    void closing_takesTheCardOut() throws IOException {
        try (ServerSocket reader = reader()) {
            VpcdCard card = serve(card(), reader);
            try (Socket slot = reader.accept()) {
                assertThat(exchange(slot, "80CA009F01")).isEqualTo("039000");
                card.close();
                assertThat(slot.getInputStream().read()).isEqualTo(-1);
                assertThat(card.isInserted()).isFalse();
            }
        }
    }

    @Test
    void removedCard_comesBackWhenTheScriptSaysSo() throws IOException {
        FaultScript script = FaultScript.parse("{\"returnsAfterMillis\":20,\"faults\":[{\"do\":\"remove\",\"at\":1}]}");
        try (ServerSocket reader = reader();
                VpcdCard card = serve(new FaultyCard(card(), script), reader)) {
            try (Socket slot = reader.accept()) {
                assertThat(exchange(slot, "80CA009F01")).isEqualTo("039000");
                assertThat(slot.getInputStream().read())
                        .as("gone at once, a reset does not bring it back")
                        .isEqualTo(-1);
            }
            try (Socket slot = reader.accept()) {
                assertThat(exchange(slot, "80CA009F01")).isEqualTo("039000");
                assertThat(card.isInserted()).isTrue();
            }
        }
    }

    @Test
    void removedCard_staysAwayOtherwise() throws Exception {
        FaultScript script = FaultScript.parse("{\"faults\":[{\"do\":\"remove\",\"at\":1}]}");
        try (ServerSocket reader = reader();
                VpcdCard card = serve(new FaultyCard(card(), script), reader);
                Socket slot = reader.accept()) {
            assertThat(exchange(slot, "80CA009F01")).isEqualTo("039000");
            card.awaitRemoval();
            await().atMost(SOON).until(() -> !card.isInserted());
        }
    }

    private static CardSession card() {
        return VirtualCards.fromImage(TestImages.card(), TransmissionMode.T1, new Random(1));
    }

    private static ServerSocket reader() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static VpcdCard serve(CardSession card, ServerSocket reader) {
        return VpcdCard.serve(card, "127.0.0.1", reader.getLocalPort());
    }

    private static void control(Socket slot, int code) throws IOException {
        send(slot, new byte[] {(byte) code});
    }

    private static String exchange(Socket slot, String command) throws IOException {
        send(slot, TestCard.bytes(command));
        return TestCard.hex(receive(slot));
    }

    private static void send(Socket slot, byte[] frame) throws IOException {
        DataOutputStream out = new DataOutputStream(slot.getOutputStream());
        out.writeShort(frame.length);
        out.write(frame);
        out.flush();
    }

    private static byte[] receive(Socket slot) throws IOException {
        DataInputStream in = new DataInputStream(slot.getInputStream());
        byte[] frame = new byte[in.readUnsignedShort()];
        in.readFully(frame);
        return frame;
    }
}
