package org.sscard.spec.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.CommandScope;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.transport.CardTransportException.Kind;

class GetResponseTransportTest {

    private static String hex(ResponseApdu response) {
        return HexFormat.of().withUpperCase().formatHex(response.bytes());
    }

    @Test
    void announcedData_isFetched() {
        ScriptedCard card = new ScriptedCard().answers("611E", "6F1C" + "00".repeat(28) + "9000");
        ResponseApdu response = new GetResponseTransport(card).transmit(FileCommands.selectMasterFile());
        assertThat(response.dataLength()).isEqualTo(30);
        assertThat(card.received).containsExactly("00A40000023F0000", "00C000001E");
    }

    @Test
    void wrongLe_isCorrectedOnce() {
        ScriptedCard card = new ScriptedCard().answers("6C06", "0304322E30309000");
        assertThat(hex(new GetResponseTransport(card).transmit(FileCommands.readRecord(5, 3))))
                .isEqualTo("0304322E30309000");
        assertThat(card.received).containsExactly("00B2032C00", "00B2032C06");

        ScriptedCard stubborn = new ScriptedCard().answers("6C06", "6C06");
        assertThat(hex(new GetResponseTransport(stubborn).transmit(FileCommands.readRecord(5, 3))))
                .isEqualTo("6C06");
    }

    @Test
    void dataInParts_isPutTogether() {
        ScriptedCard card = new ScriptedCard().answers("01026102", "6C01", "036101", "049000");
        assertThat(hex(new GetResponseTransport(card).transmit(CommandApdu.of(0x80, 0xFA, 0x05, 0x00, new byte[8]))))
                .isEqualTo("010203049000");
        assertThat(card.received.get(1)).isEqualTo("00C0000002");
        assertThat(card.received.get(2)).isEqualTo("00C0000001");
    }

    @Test
    void endlessAnnouncements_areGivenUp() {
        ScriptedCard card =
                new ScriptedCard().answers(Collections.nCopies(50, "AA6101").toArray(String[]::new));
        assertThatThrownBy(() -> new GetResponseTransport(card).transmit(FileCommands.selectMasterFile()))
                .isInstanceOfSatisfying(
                        CardTransportException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CARD_MUTE));
        assertThat(card.received).hasSizeLessThan(12);
    }

    @Test
    void moreThanAnAnswerCanHold_isRefused() {
        ScriptedCard card = new ScriptedCard().answers("00".repeat(200) + "6190", "00".repeat(0x90) + "9000");
        assertThatThrownBy(() -> new GetResponseTransport(card).transmit(FileCommands.selectMasterFile()))
                .isInstanceOf(CardTransportException.class);
    }

    @Test
    void muteCard_isAskedAgainForARead() {
        ScriptedCard card = new ScriptedCard().fails(Kind.CARD_MUTE).answers("0304322E30309000");
        assertThat(hex(new RetryingTransport(card, CommandScope.CARD).transmit(FileCommands.readRecord(5, 3))))
                .isEqualTo("0304322E30309000");
        ScriptedCard dead = new ScriptedCard().fails(Kind.CARD_MUTE).fails(Kind.CARD_MUTE);
        assertThatThrownBy(() -> new RetryingTransport(dead, CommandScope.CARD).transmit(FileCommands.readRecord(5, 3)))
                .isInstanceOf(CardTransportException.class);
        assertThat(dead.received).hasSize(2);
    }

    @Test
    void pinAndUnknownCommands_areNeverSentTwice() {
        for (CommandApdu command : new CommandApdu[] {
            SecurityCommands.verify(new byte[] {0x12, 0x34}), CommandApdu.of(0x00, 0x70, 0x00, 0x00)
        }) {
            ScriptedCard card = new ScriptedCard().fails(Kind.CARD_MUTE).answers("9000");
            assertThatThrownBy(() -> new RetryingTransport(card, CommandScope.CARD).transmit(command))
                    .isInstanceOf(CardTransportException.class);
            assertThat(card.received).hasSize(1);
        }
    }

    @Test
    void readAfterAReset_isNotRepeated_becauseTheSelectionIsGone() {
        ScriptedCard card = new ScriptedCard().fails(Kind.CARD_RESET).answers("9000");
        assertThatThrownBy(() -> new RetryingTransport(card, CommandScope.CARD).transmit(FileCommands.readRecord(5, 3)))
                .isInstanceOf(CardTransportException.class);
        assertThat(card.received).hasSize(1);
    }

    @Test
    void wholeAnswerOf256Bytes_mayComeInTwoParts() {
        ScriptedCard card = new ScriptedCard().answers("00".repeat(200) + "6138", "01".repeat(56) + "9000");
        ResponseApdu response = new GetResponseTransport(card).transmit(FileCommands.selectMasterFile());
        assertThat(response.dataLength()).isEqualTo(256);
        assertThat(card.received.get(1)).isEqualTo("00C0000038");
    }

    @Test
    void eightRounds_areFollowedAndTheNinthIsNot() {
        String[] parts = Collections.nCopies(9, "AA6101").toArray(String[]::new);
        parts[8] = "BB9000";
        ResponseApdu response =
                new GetResponseTransport(new ScriptedCard().answers(parts)).transmit(FileCommands.selectMasterFile());
        assertThat(response.dataLength()).isEqualTo(9);
        String[] more = Collections.nCopies(10, "AA6101").toArray(String[]::new);
        more[9] = "BB9000";
        assertThatThrownBy(() -> new GetResponseTransport(new ScriptedCard().answers(more))
                        .transmit(FileCommands.selectMasterFile()))
                .isInstanceOf(CardTransportException.class);
    }

    @Test
    void dataOfAMedicalCommand_isFetchedOnTheBasicChannel() {
        ScriptedCard card = new ScriptedCard().answers("6104", "000186A09000");
        new GetResponseTransport(card).transmit(CommandApdu.of(0xB0, 0x2A, 0x00, 0x00, new byte[11]));
        assertThat(card.received.get(1)).isEqualTo("00C0000004");
    }

    @Test
    void decorators_leaveResetAtrAndCloseToTheCard() {
        ScriptedCard card = new ScriptedCard().answers("9000");
        try (CardTransport stacked = new GetResponseTransport(new RetryingTransport(card, CommandScope.CARD))) {
            assertThat(stacked.atr()).isEqualTo(card.atr());
            assertThat(stacked.reset()).isEqualTo(card.atr());
        }
        assertThatThrownBy(() -> card.transmit(FileCommands.selectMasterFile()))
                .as("closed")
                .isInstanceOf(NoSuchElementException.class);
    }
}
