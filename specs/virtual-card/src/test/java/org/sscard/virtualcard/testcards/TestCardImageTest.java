package org.sscard.virtualcard.testcards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sscard.spec.identity.CardNumber;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.virtualcard.TestCard;

/** The shipped test cards: complete, distinct, with valid check digits, and as their names say. */
class TestCardImageTest {

    static List<TestCardImage> all() {
        return TestCardImage.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyTestCard_answers(TestCardImage image) {
        TestCard card = TestCard.t1(image.json());
        String expected = switch (image.id()) {
            case "card-blocked" -> "6A81";
            case "blank" -> "6A82";
            default -> "9000";
        };
        assertThat(card.send("00A40000023F00")).endsWith(expected);
        assertThat(TestCard.t1(card.session().image()).session().image())
                .isEqualTo(card.session().image());
    }

    @Test
    void identities_areValidAndDistinct() throws Exception {
        Set<String> seen = new HashSet<>();
        for (TestCardImage image : all()) {
            JsonNode json = new ObjectMapper().readTree(image.json());
            if (!image.kind().equals("card")) {
                continue;
            }
            String number = text(json, "SSSE/EF05/07");
            String person = text(json, "SSSE/EF06/08");
            assertThat(CardNumber.isValid(number)).as(image.id()).isTrue();
            assertThat(ResidentIdNumber.defect(person)).as(image.id()).isEmpty();
            assertThat(person.substring(6, 14))
                    .isEqualTo(json.at("/elements/SSSE~1EF06~10D").asText());
            assertThat(text(json, "SSSE/EF06/09")).startsWith("测试员");
            assertThat(seen.add(number)
                            && seen.add(person)
                            && seen.add(json.get("atrHistoricalBytes").asText()))
                    .as(image.id())
                    .isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(50);
    }

    @Test
    void indexAndFolder_listTheSame() {
        File folder = new File(TestCardImage.class
                        .getResource("/org/sscard/virtualcard/testcards/index.json")
                        .getFile())
                .getParentFile();
        assertThat(Arrays.stream(folder.list()).filter(name -> name.endsWith(".json")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("index.json"), all().stream().map(image -> image.id() + ".json"))
                        .toList());
    }

    @Test
    void pinCards_areInTheStateOfTheirName() {
        assertThat(inserted("ok").send("0020000000")).isEqualTo("63C6");
        assertThat(inserted("pin-wrong-once").send("0020000000")).isEqualTo("63C5");
        assertThat(inserted("pin-locked").send("0020000003123456")).isEqualTo("6983");
    }

    @Test
    void generations_differInTheirReadRule() {
        assertThat(inserted("v1").send("00B24E3000")).isEqualTo("6A83");
        assertThat(inserted("v2").send("00B24E3000")).endsWith("9000");
        assertThat(inserted("v3").send("00B24E3000")).isEqualTo("6982");
        assertThat(inserted("application-blocked").send("00A4000002DF04")).isEqualTo("9303");
    }

    private static TestCard inserted(String id) {
        return TestCard.t1(TestCardImage.find(id).orElseThrow().json()).inEnvironment();
    }

    private static String text(JsonNode json, String element) {
        String hex = json.at("/elements/" + element.replace("/", "~1")).asText();
        return new String(TestCard.bytes(hex), Charset.forName("GBK"));
    }
}
