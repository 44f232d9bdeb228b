package org.sscard.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole story over real processes, as a user sees it. */
class DemoIT {
    @TempDir
    Path directory;

    @Test
    void oneCardAndOneBillGoTheWholeWay() throws Exception {
        JsonNode story = play(false);

        assertThat(values(story, "QC_PASSED，")).hasSize(3);
        assertBooksBalance(story);
    }

    @Test
    void sameStoryThroughPcscdAndVpcd() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/sbin/pcscd")) && Files.exists(Path.of("/etc/reader.conf.d/vpcd")));
        JsonNode story = play(true);

        assertThat(values(story, "QC_PASSED，")).hasSize(1);
        assertBooksBalance(story);
    }

    private void assertBooksBalance(JsonNode story) {
        assertThat(value(story, "card and PSAM authenticated each other")).isEqualTo("通过 yes");
        assertThat(value(story, "after the reversal")).isEqualTo("REVERSED");
        assertThat(value(story, "settlements of the day"))
                .as("posted once although its answer was lost")
                .isEqualTo("1");
        assertThat(value(story, "payable to the hospital")).isEqualTo("1118.34 元");
        assertThat(value(story, "ledger sum")).isEqualTo("0.00 元");
        assertThat(value(story, "day close")).isEqualTo("BALANCED");
        // The folder of this test has a long number in its name.
        assertThat(story.toString().replace(directory.toString(), ""))
                .as("id numbers are masked")
                .doesNotContainPattern("[0-9]{17}[0-9X]");
    }

    private JsonNode play(boolean pcsc) throws Exception {
        StringWriter told = new StringWriter();
        try (DemoRun run =
                DemoRun.begin(directory, pcsc, true, Clock.system(ZoneId.of("Asia/Shanghai")), new PrintWriter(told))) {
            run.play();
        }
        return new ObjectMapper().readTree(told.toString());
    }

    private static String value(JsonNode story, String en) {
        return facts(story).stream()
                .filter(fact -> fact.get("en").asText().equals(en))
                .map(fact -> fact.get("value").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no fact " + en));
    }

    private static List<String> values(JsonNode story, String beginning) {
        return facts(story).stream()
                .map(fact -> fact.get("value").asText())
                .filter(value -> value.startsWith(beginning))
                .toList();
    }

    private static List<JsonNode> facts(JsonNode story) {
        return StreamSupport.stream(story.get("steps").spliterator(), false)
                .flatMap(step -> StreamSupport.stream(step.get("facts").spliterator(), false))
                .toList();
    }
}
