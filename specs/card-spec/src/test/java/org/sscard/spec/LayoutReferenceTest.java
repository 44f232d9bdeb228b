package org.sscard.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Run with {@code -Dsscard.reference.write=true} to write the pages anew. */
class LayoutReferenceTest {

    @ParameterizedTest
    @CsvSource({"card-layout.zh-CN.md,true", "card-layout.en.md,false"})
    void committedPage_isTheGeneratedOne(String name, boolean zh) throws IOException {
        Path page = Path.of("../../docs/reference", name);
        String generated = LayoutReference.page(zh);
        if (Boolean.getBoolean("sscard.reference.write")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, generated);
        }
        assertThat(page).content().isEqualTo(generated);
    }
}
