package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.servicekit.config.Configuration;
import org.sscard.spec.identity.ResidentIdNumber;

/** The bureau's verbs of intake, registry and holders, against a running service. */
@Timeout(180)
class BureauVerbsTest {

    private static final String HEADER = "社会保障号码,姓名,性别,民族,出生日期,发卡地区\r\n";

    @TempDir
    private Path directory;

    private IssuerService issuer;

    @BeforeEach
    void start() {
        issuer = IssuerService.start(
                Configuration.defaults(
                        Map.of("data", "\"" + directory.resolve("data") + "\"", "server.port", "0"),
                        IssuerConfig.class),
                true,
                Clock.systemUTC(),
                new SecureRandom());
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void rosterIsChecked_mended_takenOver_andItsPersonsAreFoundCorrectedAndDecided() throws IOException {
        Path roster = Files.writeString(
                directory.resolve("roster.csv"),
                HEADER + id(1) + ",示例甲,男,汉,19900215,211002\r\n" + id(2) + ",示例乙,男,汉,1990/2/15,211002\r\n");
        Verb checked = verb("roster", "check", roster.toString());
        assertThat(checked.exitCode()).isEqualTo(1);
        String intake = json(checked).get("intake_id").asText();
        assertThat(verb("roster", "accept", intake).exitCode()).isEqualTo(1);
        Path faulty = directory.resolve("faulty.csv");
        assertThat(run("roster", "faulty", intake, faulty.toString()).exitCode())
                .isZero();
        Files.writeString(faulty, Files.readString(faulty).replace(",男,", ",女,"));
        assertThat(verb("roster", "mend", intake, faulty.toString()).exitCode()).isZero();
        assertThat(verb("roster", "rows", intake).exitCode()).isZero();
        assertThat(verb("roster", "import", intake).exitCode()).isZero();
        assertThat(json(verb("roster", "show", intake)).get("state").asText()).isEqualTo("IMPORTED");

        String number = json(verb("registry", "search", "--id-number", id(1)))
                .get("cards")
                .get(0)
                .get("card_number")
                .asText();
        assertThat(json(verb("registry", "search", "--name", "示例")).get("cards"))
                .hasSize(2);
        assertThat(verb("registry", "search", "--card", number).exitCode()).isZero();
        assertThat(verb("registry", "scan").exitCode()).isZero();
        assertThat(verb("holder", "show", number).exitCode()).isZero();
        assertThat(json(verb("holder", "timeline", number)).get("events")).hasSize(2);
        assertThat(verb("holder", "table").exitCode()).isZero();

        JsonNode person = json(verb("registry", "person", id(1)));
        assertThat(person.get("data").toString()).doesNotContain(id(1));
        assertThat(json(verb("registry", "person", id(1), "--reason", "核对"))
                        .get("data")
                        .toString())
                .contains(id(1));
        String personId = person.get("person_id").asText();
        assertThat(verb("registry", "correct", personId, "phone=13800000000", "--seen", "1", "--reason", "本人申请")
                        .exitCode())
                .isZero();
        Verb late = verb("registry", "correct", personId, "phone=1", "--seen", "1", "--reason", "本人申请");
        assertThat(late.exitCode()).isNotZero();
        assertThat(late.err()).contains("PERSON_CHANGED");
        JsonNode asked = json(verb("registry", "correct", personId, "name=示例新", "--seen", "2", "--reason", "更名，公安证明"));
        assertThat(asked.get("approval_id").asText()).startsWith("A");

        Path near = Files.writeString(directory.resolve("near.csv"), HEADER + id(11) + ",示例甲,男,汉,19900215,211002\r\n");
        String second =
                json(verb("roster", "check", near.toString())).get("intake_id").asText();
        assertThat(verb("roster", "import", second).exitCode()).isZero();
        String conflict = json(verb("registry", "person-conflicts"))
                .get("conflicts")
                .get(0)
                .get("conflict_id")
                .asText();
        assertThat(verb("registry", "decide", conflict, "REJECTED", "--reason", "材料不全")
                        .exitCode())
                .isZero();
    }

    @Test
    void photosThatAreNone_areAnsweredOneByOne() throws IOException {
        Path none = Files.writeString(directory.resolve(id(1) + ".jpg"), "no picture");
        Verb brought = verb("photo", "bring", none.toString());
        assertThat(brought.exitCode()).isEqualTo(1);
        assertThat(json(brought).get("errors").get(0).get("code").asText()).isEqualTo("PHOTO_TYPE");
        assertThat(verb("photo", "list").exitCode()).isZero();
        Path cut = Files.writeString(directory.resolve("cut.csv"), "姓名\r\n");
        assertThat(verb("roster", "check", cut.toString()).err()).contains("ROSTER_COLUMN_MISSING");
    }

    private Verb verb(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--format", "json"));
        return run(all.toArray(String[]::new));
    }

    private Verb run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--issuer", issuer.httpUrl().toString()));
        return Verb.run(all.toArray(String[]::new));
    }

    private static JsonNode json(Verb verb) throws IOException {
        return new ObjectMapper().readTree(verb.out());
    }

    private static String id(int sequence) {
        String body = "21100219900215" + String.format("%03d", sequence);
        return body + ResidentIdNumber.checkCharacter(body);
    }
}
