package org.sscard.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecificationSchemaTest {

    private static JsonNode resource(String name) throws IOException {
        try (var in = SpecificationSchemaTest.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(resource("card-spec.schema.json"));
    }

    @Test
    void specification_keepsItsSchema() throws IOException {
        assertThat(schema().validate(resource("card-spec.json"))).isEmpty();
    }

    @Test
    void schema_refusesWhatIsNotKnown() throws IOException {
        ObjectNode changed = (ObjectNode) resource("card-spec.json");
        ObjectNode file = (ObjectNode) changed.at("/layouts/1/applications/0/files/0");
        file.put("colour", "red");
        ((ObjectNode) file.at("/elements/0")).put("tag", "1");
        ((ObjectNode) file.get("update")).remove("key");
        assertThat(schema().validate(changed)).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void everyCodeTable_isUsedAndHasDistinctCodes() throws IOException {
        JsonNode specification = resource("card-spec.json");
        Set<String> used = new HashSet<>(specification.get("layouts").findValuesAsText("codes"));
        specification.get("codeTables").properties().forEach(table -> {
            assertThat(used).contains(table.getKey());
            assertThat(table.getValue().get("entries").findValuesAsText("code")).doesNotHaveDuplicates();
        });
        assertThat(used)
                .allSatisfy(name ->
                        assertThat(specification.get("codeTables").has(name)).isTrue());
    }

    @Test
    void keyTypeCodes_ofTheDataAreThoseOfTheCode() throws IOException {
        for (JsonNode type : resource("card-spec.json").at("/keys/types")) {
            assertThat(org.sscard.spec.layout.KeyType.valueOf(type.get("name").asText())
                            .code())
                    .isEqualTo(Integer.parseInt(type.get("code").asText(), 16));
        }
        for (JsonNode algorithm : resource("card-spec.json").get("algorithms")) {
            assertThat(org.sscard.spec.layout.CardAlgorithm.valueOf(
                                    algorithm.get("name").asText())
                            .code())
                    .isEqualTo(Integer.parseInt(algorithm.get("code").asText(), 16));
        }
    }
}
