package org.sscard.insurance.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * One version of a region's rules for one scheme: the figures of its file, the readings in force, and the file's SHA-256,
 * by which a settlement names what it was computed with.
 */
public final class Policy {

    private static final ObjectMapper YAML = PolicyYaml.mapper();

    private final PolicyFile file;
    private final Readings readings;
    private final String sha256;
    private final Map<String, String> articleOfCause;

    private Policy(PolicyFile file, Readings readings, String sha256) {
        this.file = file;
        this.readings = readings;
        this.sha256 = sha256;
        this.articleOfCause = new HashMap<>();
        for (PolicyFile.Exclusion exclusion : file.excludedCauses()) {
            exclusion.causes().forEach(cause -> articleOfCause.put(cause, exclusion.article()));
        }
    }

    /** Reads a policy file; what is missing or unknown in it is refused with its place. */
    public static Policy parse(byte[] yaml) {
        try {
            PolicyFile file = YAML.readValue(yaml, PolicyFile.class);
            return new Policy(file, Readings.of(file.readings()), PolicyYaml.sha256(yaml));
        } catch (JsonProcessingException e) {
            throw new CodedException(e, ErrorCode.POLICY_FILE_INVALID, PolicyYaml.place(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Liaoyang Order 102, the file beside this class. */
    public static Policy liaoyang102() {
        return resource("liaoyang-102.yaml");
    }

    private static Policy resource(String name) {
        try (InputStream in = Policy.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new CodedException(ErrorCode.POLICY_NOT_FOUND, name);
            }
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same figures under other readings, for example {@code referral_mode → relative}. */
    public Policy withReadings(Map<String, String> overrides) {
        return overrides.isEmpty() ? this : new Policy(file, readings.with(overrides), sha256);
    }

    public PolicyFile file() {
        return file;
    }

    /** File and version by hash: "liaoyang-102@" and 64 hexadecimal digits. */
    public String version() {
        return file.policy() + "@" + sha256;
    }

    Readings readings() {
        return readings;
    }

    /** The article of Art. 26 that excludes this cause; unknown causes are refused, "NONE" is not a cause. */
    String articleOf(String cause) {
        String article = articleOfCause.get(cause);
        if (article == null) {
            throw new CodedException(ErrorCode.BILL_CAUSE_UNKNOWN);
        }
        return article;
    }

    /** The period of a discharge date (reading A13), first match of the table. */
    public AccumulationPeriod periodOf(LocalDate dischargedOn, boolean pupil) {
        List<PolicyFile.Period> table =
                pupil ? file.periods().pupil() : file.periods().other();
        for (PolicyFile.Period period : table) {
            if (period.startsOn() != null) {
                int year = dischargedOn.getYear();
                boolean begun = !dischargedOn.isBefore(period.startsOn().atYear(year));
                String name = period.name().replace("{year}", String.valueOf(begun ? year : year - 1));
                return new AccumulationPeriod(name, capOf(period));
            }
            if (period.from() != null
                    && period.to() != null
                    && !dischargedOn.isBefore(period.from())
                    && !dischargedOn.isAfter(period.to())) {
                return new AccumulationPeriod(period.name(), capOf(period));
            }
        }
        throw new CodedException(ErrorCode.POLICY_NOT_FOUND, dischargedOn);
    }

    private long capOf(PolicyFile.Period period) {
        return period.capSwitch() == null ? period.capFen() : Long.parseLong(readings.valueOf(period.capSwitch()));
    }

    /** Whether an admission falls under the transition of the first year (Art. 36). */
    public boolean inTransition(LocalDate admittedOn) {
        PolicyFile.Transition transition = file.benefit().transition();
        return !admittedOn.isBefore(transition.from()) && !admittedOn.isAfter(transition.to());
    }
}
