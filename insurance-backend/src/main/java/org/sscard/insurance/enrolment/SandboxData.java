package org.sscard.insurance.enrolment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.PersonStatus;

/** The fictional sandbox (沙盒) that a first run starts with: the file beside this class as it stands. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SandboxData(
        Region region,
        Codes codes,
        List<SandboxInstitution> institutions,
        List<SandboxPerson> persons,
        List<SandboxItem> catalog) {

    public record Region(
            String code,
            List<String> pool,
            @JsonProperty("other_tenants") List<String> otherTenants) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Codes(Map<String, List<String>> disease) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SandboxInstitution(
            String key,
            @JsonProperty("fixmedins_code") String code,
            @JsonProperty("fixmedins_name") String name,
            String kind,
            @Nullable String level,
            String area,
            boolean designated,
            List<String> specialist) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record SandboxPerson(
            String psnNo,
            String psnName,
            String sex,
            LocalDate birth,
            String certno,
            String cardNo,
            String cardSn,
            Scheme scheme,
            @Nullable InsuredClass cls,
            PersonStatus status,
            boolean pupil,
            String insuplcAdmdvs,
            LocalDate benefitStart,
            @Nullable LocalDate coverEnd,
            @Nullable LocalDate bannedUntil,
            @Nullable Long accountBalance,
            List<SandboxFiling> filings) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SandboxFiling(
            Filing.Kind kind,
            @JsonProperty("opsp_dise_code") @Nullable String diseaseCode,
            @JsonProperty("fixmedins_code") String institution,
            @JsonProperty("begndate") LocalDate begins,
            @JsonProperty("enddate") LocalDate ends) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record SandboxItem(
            String medListCodg,
            String medinsListCodg,
            String name,
            String listType,
            CatalogueClass cls,
            int bBp,
            @JsonProperty("limit_1e4") @Nullable Long limit1e4) {}

    public static SandboxData load() {
        JsonMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
        try (InputStream in = SandboxData.class.getResourceAsStream("sandbox.json")) {
            return json.readValue(in, SandboxData.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
