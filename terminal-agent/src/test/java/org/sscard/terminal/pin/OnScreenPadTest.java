package org.sscard.terminal.pin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class OnScreenPadTest {

    private final OnScreenPad pad = new OnScreenPad(Duration.ofSeconds(10));

    private CompletableFuture<String> asked(PinRequest request) {
        CompletableFuture<String> entered = CompletableFuture.supplyAsync(() -> {
            try (Pin pin = pad.ask(request)) {
                return pin.encoded(block -> HexFormat.of().formatHex(block));
            }
        });
        await().atMost(10, SECONDS)
                .until(() -> entered.isDone() || pad.state().request().isPresent());
        return entered;
    }

    private void type(String digits) {
        digits.chars().forEach(digit -> pad.digit(digit - '0'));
    }

    private static void assertEnds(CompletableFuture<String> entry, ErrorCode code) {
        assertThatThrownBy(entry::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({"1234,1234", "12345,12345f", "123456,123456", "0123456789012345,0123456789012345"})
    void confirmedDigits_areEncodedForVerify(String digits, String block) {
        CompletableFuture<String> entry = asked(PinRequest.verify());
        type(digits);
        pad.confirm();
        assertThat(entry.join()).isEqualTo(block);
    }

    @ParameterizedTest
    @CsvSource({"123", "12345678901234567"})
    void wrongLength_isToldAsLength(String digits) {
        CompletableFuture<String> entry = asked(PinRequest.verify());
        type(digits);
        pad.confirm();
        assertEnds(entry, ErrorCode.PIN_LENGTH);
    }

    @Test
    void cancel_endsTheEntry() {
        CompletableFuture<String> entry = asked(PinRequest.verify());
        type("12");
        pad.cancel();
        assertEnds(entry, ErrorCode.PIN_CANCELLED);
        assertThat(pad.state().request()).isEmpty();
    }

    @Test
    void nobodyTyping_isToldAsTimeout() {
        OnScreenPad hasty = new OnScreenPad(Duration.ofMillis(50));
        assertThatThrownBy(() -> hasty.ask(PinRequest.verify()))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIN_TIMEOUT));
        assertThat(hasty.state().request()).isEmpty();
    }

    @Test
    void secondQuestion_findsThePadBusy() {
        CompletableFuture<String> first = asked(PinRequest.verify());
        assertThatThrownBy(() -> pad.ask(PinRequest.verify()))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIN_PAD_BUSY));
        pad.cancel();
        assertEnds(first, ErrorCode.PIN_CANCELLED);
    }

    @Test
    void keysWithoutAQuestion_areRefused() {
        assertThatThrownBy(() -> pad.digit(1))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIN_NOT_ASKED));
        assertThatThrownBy(pad::confirm)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PIN_NOT_ASKED));
    }

    @Test
    void state_saysHowManyAndForWhat() {
        CompletableFuture<String> entry = asked(PinRequest.debit(123_456));
        type("98");
        assertThat(pad.state().digitsEntered()).isEqualTo(2);
        assertThat(pad.state().request()).contains(PinRequest.debit(123_456));
        assertThat(pad.state().secondsLeft()).isBetween(1L, 10L);
        pad.cancel();
        assertEnds(entry, ErrorCode.PIN_CANCELLED);
    }
}
