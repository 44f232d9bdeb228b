package org.sscard.spec.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;

/** Any file is a trace that can be told in words, or refused by its line. */
class TraceFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void file_isToldOrRefused(byte[] file) throws IOException {
        Trace trace;
        try {
            trace = TraceFormat.read(new StringReader(new String(file, StandardCharsets.UTF_8)));
        } catch (TraceFormatException refused) {
            assertThat(refused.getMessage()).contains("line");
            return;
        }
        assertThat(TraceDecoder.explain(trace)).hasSameSizeAs(trace.entries());
    }
}
