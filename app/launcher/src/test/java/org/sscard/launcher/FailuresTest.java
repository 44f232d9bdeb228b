package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Exit codes that scripts rely on: 1 the work failed, 3 the machine lacks something. */
class FailuresTest {

    @ParameterizedTest
    @CsvSource({
        "READER_SERVICE_DOWN, 3",
        "CONFIG_FILE_NOT_FOUND, 3",
        "READER_OCCUPIED, 1",
        "CARD_ABSENT, 1",
        "CARD_IMAGE_INVALID, 1"
    })
    void failure_isExplainedWithItsCodeItsRemedyAndItsExitCode(ErrorCode code, int exitCode) {
        StringWriter err = new StringWriter();
        assertThat(Failures.explain(new CodedException(code, "x", "y", "z"), new PrintWriter(err, true)))
                .isEqualTo(exitCode);
        assertThat(err.toString()).startsWith("sscard: " + code + " ").contains("处理：", "Remedy: ");
    }
}
