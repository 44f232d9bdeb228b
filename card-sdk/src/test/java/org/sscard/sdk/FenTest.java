package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FenTest {
    @ParameterizedTest
    @CsvSource({
        "0.00, 0",
        "0.01, 1",
        "0.10, 10",
        "1234.56, 123456",
        "-0.01, -1",
        "-1234.50, -123450",
        "92233720368547758.07, 9223372036854775807",
        "-92233720368547758.08, -9223372036854775808"
    })
    void yuanIsReadAndWrittenExactly(String yuan, long fen) {
        assertThat(Fen.parse(yuan)).isEqualTo(Fen.of(fen));
        assertThat(Fen.of(fen)).hasToString(yuan);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.5",
                "1.555",
                ".50",
                "01.00",
                "+1.00",
                "1,234.00",
                " 1.00",
                "1.00 ",
                "1e2",
                "-0.00",
                "--1.00",
                "１.00",
                "92233720368547758.08",
                "NaN"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Fen.parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void sumsThatDoNotFitAreRefused() {
        Fen most = Fen.of(Long.MAX_VALUE);
        assertThatThrownBy(() -> most.plus(Fen.of(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.negated().minus(Fen.of(2))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Fen.of(Long.MIN_VALUE).negated()).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void feeLineReadsFourDecimalsAndNoMore() {
        assertThat(FeeLine.of("1", "X", "12.5", "2")).isEqualTo(new FeeLine("1", "X", 125_000, 20_000));
        assertThat(FeeLine.of("1", "X", "0.0001", "0.5").price1e4()).isEqualTo(1);
        assertThatThrownBy(() -> FeeLine.of("1", "X", "1.00001", "1")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> FeeLine.of("1", "X", "-1", "1")).isInstanceOf(NumberFormatException.class);
    }
}
