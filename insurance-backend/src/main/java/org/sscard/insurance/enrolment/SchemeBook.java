package org.sscard.insurance.enrolment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.EmployeeRules;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.PolicyHeader;
import org.sscard.insurance.policy.ResidentRules;
import org.sscard.insurance.policy.SchemeRules;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The rules of each scheme by date. A new year or region is a new file, no code. */
public final class SchemeBook {

    private static final int FEN_PER_YUAN = 100;
    private static final int CAP_REACHED = 5;

    private final Map<Scheme, List<SchemeRules>> rules;
    private final @Nullable String faultInstitution;

    private SchemeBook(Map<Scheme, List<SchemeRules>> rules, @Nullable String faultInstitution) {
        this.rules = rules;
        this.faultInstitution = faultInstitution;
    }

    /** Liaoyang's residents and the sample employee scheme. */
    public static SchemeBook liaoyang() {
        return of(new ResidentRules(Policy.liaoyang102()).region(), List.of());
    }

    /** The sandbox's drill: there a bill that ends in .05 meets a cap that is used up. */
    public SchemeBook withFaultInstitution(@Nullable String institution) {
        return new SchemeBook(rules, institution);
    }

    /** Whether the drill says that the fund has paid all it may. */
    public boolean capReached(String institution, long totalFen) {
        return institution.equals(faultInstitution) && totalFen % FEN_PER_YUAN == CAP_REACHED;
    }

    /**
     * What is built in for a pool, and more versions from files.
     *
     * @param pool region code; a file of another region is refused
     */
    public static SchemeBook of(String pool, List<Path> files) {
        Map<Scheme, List<SchemeRules>> rules = new EnumMap<>(Scheme.class);
        for (Scheme scheme : Scheme.values()) {
            rules.put(scheme, new ArrayList<>());
        }
        for (SchemeRules builtIn : List.of(new ResidentRules(Policy.liaoyang102()), EmployeeRules.sample())) {
            if (builtIn.region().equals(pool)) {
                add(rules, builtIn, builtIn.version());
            }
        }
        for (Path file : files) {
            SchemeRules read = read(file);
            if (!read.region().equals(pool)) {
                throw new CodedException(ErrorCode.POLICY_FILE_INVALID, file.getFileName() + ": region");
            }
            add(rules, read, String.valueOf(file.getFileName()));
        }
        return new SchemeBook(rules, null);
    }

    private static SchemeRules read(Path file) {
        try {
            byte[] yaml = Files.readAllBytes(file);
            return PolicyHeader.scheme(yaml).equals(Scheme.EMPLOYEE.name())
                    ? EmployeeRules.parse(yaml)
                    : new ResidentRules(Policy.parse(yaml));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, file);
        }
    }

    /** Two versions from the same day would leave it open which one counts. */
    private static void add(Map<Scheme, List<SchemeRules>> rules, SchemeRules version, String name) {
        List<SchemeRules> ofScheme =
                rules.getOrDefault(version instanceof EmployeeRules ? Scheme.EMPLOYEE : Scheme.RESIDENT, List.of());
        if (ofScheme.stream().anyMatch(other -> other.validFrom().equals(version.validFrom()))) {
            throw new CodedException(ErrorCode.POLICY_FILE_INVALID, name + ": validFrom");
        }
        ofScheme.add(version);
    }

    /** The newest version that is valid on a day. */
    public SchemeRules of(Scheme scheme, LocalDate admittedOn) {
        return rules.getOrDefault(scheme, List.of()).stream()
                .filter(version -> !version.validFrom().isAfter(admittedOn))
                .max(Comparator.comparing(SchemeRules::validFrom))
                .filter(version ->
                        version.validTo() == null || !version.validTo().isBefore(admittedOn))
                .orElseThrow(() -> new CodedException(ErrorCode.POLICY_NOT_FOUND, admittedOn));
    }

    /** Enrolment, contributions and benefit periods of residents, as of a day. */
    public Policy residents(LocalDate on) {
        return ((ResidentRules) of(Scheme.RESIDENT, on)).policy();
    }

    /** The employees' rules as of a day. */
    public EmployeeRules employees(LocalDate on) {
        return (EmployeeRules) of(Scheme.EMPLOYEE, on);
    }
}
