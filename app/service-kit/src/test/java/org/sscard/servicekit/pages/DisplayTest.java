package org.sscard.servicekit.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DisplayTest {

    @Test
    void moneyIsYuanWithTwoPlaces_groupedByThousands() {
        assertThat(Display.money(0)).isEqualTo("¥0.00");
        assertThat(Display.money(5)).isEqualTo("¥0.05");
        assertThat(Display.money(123_456)).isEqualTo("¥1,234.56");
        assertThat(Display.money(100_000_000)).isEqualTo("¥1,000,000.00");
        assertThat(Display.money(-99_999)).isEqualTo("-¥999.99");
        assertThat(Display.money(Long.MIN_VALUE)).isEqualTo("-¥92,233,720,368,547,758.08");
    }

    @Test
    void personsAreMasked() {
        assertThat(Display.maskedName("张三丰")).isEqualTo("张**");
        assertThat(Display.maskedName("𠮷田")).isEqualTo("𠮷*");
        assertThat(Display.maskedName("张")).isEqualTo("*");
        assertThat(Display.maskedIdNumber("21010219900101123X")).isEqualTo("210102********123X");
        assertThat(Display.maskedIdNumber("2101021990")).isEqualTo("**********");
        assertThat(Display.maskedCardNumber("A00012345")).isEqualTo("*****2345");
        assertThat(Display.maskedCardNumber("2345")).isEqualTo("****");
    }

    @Test
    void timesAreTheReaders() {
        assertThat(Display.time(Instant.parse("2026-11-22T08:00:05Z"), ZoneId.of("Asia/Shanghai")))
                .isEqualTo("2026-11-22 16:00:05");
        assertThat(Display.idNumber("210102199001011234")).isEqualTo("210102 19900101 1234");
    }
}
