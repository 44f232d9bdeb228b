package org.sscard.issuer.cardtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.wire.error.CodedException;

class ReportFilesTest {

    private static CardTestReport failing() {
        ObjectNode expected = TestCards.image(SpecificationVersion.V2_0, "DES");
        ObjectNode image = expected.deepCopy();
        TestCards.root("UK4DF01").accept(image);
        TestCards.element("SSSE/EF05/07", TestCards.ascii("A00001230")).accept(image);
        return TestCards.test(TestCards.insert(image, TransmissionMode.T1), expected, null);
    }

    @Test
    void aFailureIsReportedWithItsTrace_withoutSecrets(@TempDir Path directory) throws IOException {
        CardTestReport report = failing();
        ReportFiles.write(report, directory.resolve("report"), ZoneId.of("Asia/Shanghai"));
        String json = Files.readString(directory.resolve("report/report.json"));
        String html = Files.readString(directory.resolve("report/report.html"));
        JsonNode point16 = new JsonMapper().readTree(json).get("points").get(15);
        assertThat(point16.get("outcome").asText()).isEqualTo("FAILED");
        assertThat(point16.get("expected").asText()).isEqualTo("9000");
        assertThat(point16.get("got").asText()).isEqualTo("63C2");
        assertThat(point16.get("trace")).hasSizeGreaterThan(3);
        assertThat(point16.get("explanation").get(1).get("zh").asText()).isNotEmpty();
        assertThat(html).contains("不通过", "外部认证", "63C2").doesNotContain("http://", "https://", "<script");
        for (String text : new String[] {json, html}) {
            assertThat(text)
                    .doesNotContain("A0000123", "413030303031323330", "123456FF")
                    .doesNotContain("00112233445566778899AABBCCDDEEFF");
        }
    }

    @Test
    void aFileThatCannotBeWritten_isACodedFailure(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("taken"), "");
        CardTestReport report = failing();
        assertThatThrownBy(() -> ReportFiles.write(report, file, ZoneId.of("Asia/Shanghai")))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        e -> assertThat(e.code().toString()).isEqualTo("OUTPUT_FILE_NOT_WRITABLE"));
    }

    @Test
    void aFileWithAnUnknownName_namesIt() {
        assertThatThrownBy(() -> TestCardFile.parse("{\"keys\":{},\"pni\":\"1\"}", "card.json", Clock.systemUTC()))
                .hasMessageContaining("CARD_IMAGE_INVALID")
                .hasMessageContaining("card.json: pni");
    }
}
