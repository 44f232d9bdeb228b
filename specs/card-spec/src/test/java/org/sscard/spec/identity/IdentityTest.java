package org.sscard.spec.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class IdentityTest {

    private static final JsonNode VECTORS = read();

    private static JsonNode read() {
        try (var in = IdentityTest.class.getResourceAsStream("vectors.json")) {
            return new ObjectMapper().readTree(in);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void residentIdVectors_giveTheirCheckCharacter() {
        assertThat(VECTORS.get("residentIds"))
                .hasSize(2)
                .allSatisfy(vector -> assertThat(ResidentIdNumber.checkCharacter(
                                vector.get("first17").asText()))
                        .isEqualTo(vector.get("check").asText().charAt(0)));
    }

    @Test
    void cardNumberVectors_giveTheirCheckCharacter() {
        assertThat(VECTORS.get("cardNumbers"))
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(
                                CardNumber.checkCharacter(vector.get("body").asText()))
                        .isEqualTo(vector.get("check").asText().charAt(0)));
    }

    @Test
    void sandboxNumbers_areAllValid() {
        JsonNode sandbox = VECTORS.get("sandbox");
        assertThat(sandbox.get("residentIds"))
                .hasSize(15)
                .allSatisfy(
                        id -> assertThat(ResidentIdNumber.defect(id.asText())).isEmpty());
        assertThat(sandbox.get("cardNumbers"))
                .hasSize(14)
                .allSatisfy(number ->
                        assertThat(CardNumber.isValid(number.asText())).isTrue());
        assertThat(sandbox.get("identificationCodes")).hasSize(14).allSatisfy(code -> {
            CardIdentificationCode parsed =
                    CardIdentificationCode.ofBytes(HexFormat.of().parseHex(code.asText()));
            assertThat(parsed.hasStandardForm()).isTrue();
            assertThat(CardIdentificationCode.compose(
                                    new RegionCode(parsed.regionDigits()), parsed.serial(), parsed.authenticationCode())
                            .hex())
                    .isEqualTo(code.asText());
        });
    }

    @Test
    void residentId_namesItsFirstDefect() {
        assertThat(ResidentIdNumber.defect("1101051949123100")).contains(ResidentIdNumber.Defect.LENGTH);
        assertThat(ResidentIdNumber.defect("11010519491231002x")).contains(ResidentIdNumber.Defect.CHARACTERS);
        assertThat(ResidentIdNumber.defect("01010519491231002X")).contains(ResidentIdNumber.Defect.REGION);
        assertThat(ResidentIdNumber.defect("110105194902310022")).contains(ResidentIdNumber.Defect.BIRTH_DATE);
        assertThat(ResidentIdNumber.defect("110105194912310021")).contains(ResidentIdNumber.Defect.CHECK_CHARACTER);
        assertThatThrownBy(() -> new ResidentIdNumber("110105194912310021"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("11010519491231");
    }

    @Test
    void residentId_tellsBirthDateSexAndRegion() {
        ResidentIdNumber id = new ResidentIdNumber("11010519491231002X");
        assertThat(id.birthDate()).isEqualTo(LocalDate.of(1949, 12, 31));
        assertThat(id.isMale()).isFalse();
        assertThat(id.region()).isEqualTo(new RegionCode("110105"));
        assertThat(id).hasToString("110105********002X");
    }

    @Property
    void anyOtherCheckCharacter_isRefused(@ForAll @LongRange(min = 0, max = 999) long sequence) {
        String body = "21100019700101" + String.format("%03d", sequence);
        char right = ResidentIdNumber.checkCharacter(body);
        for (char c : "0123456789X".toCharArray()) {
            assertThat(ResidentIdNumber.defect(body + c).isEmpty()).isEqualTo(c == right);
        }
    }

    @Property
    void oneChangedDigitOfACardNumber_isNoticed(
            @ForAll @IntRange(min = 0, max = 9_999_999) int number, @ForAll @IntRange(min = 1, max = 7) int position) {
        String body = "L" + String.format("%07d", number);
        CardNumber right = CardNumber.ofBody(body);
        char changed = (char) ('0' + (body.charAt(position) - '0' + 1) % 10);
        String wrong = body.substring(0, position)
                + changed
                + body.substring(position + 1)
                + right.text().charAt(8);
        assertThat(CardNumber.isValid(right.text())).isTrue();
        assertThat(CardNumber.isValid(wrong)).isFalse();
    }

    @Test
    void cardNumber_needsALetterFirst() {
        assertThatThrownBy(() -> CardNumber.ofBody("12143569")).isInstanceOf(IllegalArgumentException.class);
        assertThat(CardNumber.isValid("A00001234")).isFalse();
        assertThat(new CardNumber("D2143569X")).hasToString("D2*****9X");
    }

    @Test
    void initialisationOrganisation_isComposedAsTheTextSays() {
        InitialisationOrganisation organisation =
                new InitialisationOrganisation(new RegionCode("511300"), new RegionCode("511301"), 1);
        assertThat(HexFormat.of().formatHex(organisation.bytes())).isEqualTo("915600000251130051130101");
    }

    @Test
    void regionCode_knowsItsCityAndProvince() {
        RegionCode region = new RegionCode("211002");
        assertThat(region.city()).isEqualTo(new RegionCode("211000"));
        assertThat(region.province()).isEqualTo(new RegionCode("210000"));
        assertThat(RegionCode.ofBytes(region.bytes())).isEqualTo(region);
        assertThatThrownBy(() -> new RegionCode("021100")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void identificationCode_acceptsTheContentOfTestCards() {
        CardIdentificationCode odd =
                CardIdentificationCode.ofBytes(HexFormat.of().parseHex("FFFFFFD1560000059999999900000000"));
        assertThat(odd.hasStandardForm()).isFalse();
        assertThatThrownBy(() -> CardIdentificationCode.ofBytes(new byte[15]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
