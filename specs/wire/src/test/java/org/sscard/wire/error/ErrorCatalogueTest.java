package org.sscard.wire.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorCatalogueTest {

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)}");

    @Test
    void everyCodeHasItsRow_andNoRowIsWithoutCode() {
        List<ErrorCode> rows = ErrorCatalogue.entries().stream()
                .map(ErrorCatalogue.Entry::code)
                .toList();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(Arrays.asList(ErrorCode.values()));
    }

    @Test
    void everyRowHasAllItsTexts() {
        assertThat(ErrorCatalogue.entries()).allSatisfy(row -> {
            assertThat(row.area()).isNotBlank();
            assertThat(row.zh()).matches(".*\\p{IsHan}.*");
            assertThat(row.remedyZh()).matches(".*\\p{IsHan}.*");
            assertThat(row.en()).isNotBlank().doesNotContainPattern("\\p{IsHan}");
            assertThat(row.remedyEn()).isNotBlank().doesNotContainPattern("\\p{IsHan}");
        });
    }

    @Test
    void bothLanguagesUseTheSameArguments_countedFromZero() {
        assertThat(ErrorCatalogue.entries()).allSatisfy(row -> {
            Set<String> zh = arguments(row.zh());
            assertThat(arguments(row.en())).isEqualTo(zh);
            for (int i = 0; i < zh.size(); i++) {
                assertThat(zh).contains(String.valueOf(i));
            }
            assertThat(zh).containsAll(arguments(row.remedyZh())).containsAll(arguments(row.remedyEn()));
        });
    }

    @Test
    void textsAreFilledWithTheArguments() {
        CodedException failure = new CodedException(ErrorCode.CARD_REFUSED, "READ RECORD", "6A83");

        assertThat(failure.en()).isEqualTo("The card refused READ RECORD with status 6A83");
        assertThat(failure.zh()).contains("READ RECORD").contains("6A83");
        assertThat(failure).hasMessage("CARD_REFUSED: The card refused READ RECORD with status 6A83");
    }

    @Test
    void aMissingArgumentShowsAsQuestionMark_neverAsAnotherFailure() {
        assertThat(new CodedException(ErrorCode.CARD_REFUSED).en()).isEqualTo("The card refused ? with status ?");
    }

    @Test
    void argumentsLoseControlCharactersAndExcessLength() {
        CodedException failure = new CodedException(ErrorCode.READER_NOT_FOUND, "a\r\nb" + "x".repeat(1000));

        assertThat(failure.arguments().get(0)).startsWith("a  bx").hasSize(301);
    }

    private static Set<String> arguments(String text) {
        Set<String> found = new TreeSet<>();
        ARGUMENT.matcher(text).results().forEach(result -> found.add(result.group(1)));
        return found;
    }
}
