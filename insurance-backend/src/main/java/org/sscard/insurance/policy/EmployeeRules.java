package org.sscard.insurance.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Employees by the sample policy beside this class: the personal account pays class A and B up to its balance. */
public final class EmployeeRules implements SchemeRules {

    /** The sample policy as its file states it; both texts take amount, balance and payment. */
    public record File(
            String policy,
            String scheme,
            LocalDate validFrom,
            Set<TreatmentKind> accountKinds,
            String basis,
            String textZh,
            String textEn) {}

    private final File file;
    private final String version;

    private EmployeeRules(File file, String version) {
        this.file = file;
        this.version = version;
    }

    public static EmployeeRules sample() {
        ObjectMapper yaml = PolicyYaml.mapper();
        try (InputStream in = EmployeeRules.class.getResourceAsStream("employee-sample.yaml")) {
            byte[] bytes = in.readAllBytes();
            File file = yaml.readValue(bytes, File.class);
            return new EmployeeRules(file, file.policy() + "@" + PolicyYaml.sha256(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public LocalDate validFrom() {
        return file.validFrom();
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean supports(TreatmentKind kind) {
        return file.accountKinds().contains(kind);
    }

    @Override
    public boolean inTransition(LocalDate admittedOn) {
        return false;
    }

    /** The fund pays nothing, so its cap is 0. */
    @Override
    public AccumulationPeriod periodOf(TreatmentFacts facts) {
        return new AccumulationPeriod("N" + facts.dischargedOn().getYear(), 0);
    }

    @Override
    public Adjudication adjudicate(TreatmentFacts facts, long usedFen, long balanceFen) {
        long account = Math.min(balanceFen, classAAndB(facts));
        return new Adjudication(true, file.basis(), periodOf(facts), usedFen, facts.bill(), 0, 0, 0, 0, 0, account);
    }

    @Override
    public List<ExplanationStep> explain(TreatmentFacts facts, Adjudication result, long balanceFen) {
        Object[] figures = {yuan(classAAndB(facts)), yuan(balanceFen), yuan(result.accountFen())};
        return List.of(new ExplanationStep(
                "S1", file.textZh().formatted(figures), file.textEn().formatted(figures), result.accountFen()));
    }

    private static long classAAndB(TreatmentFacts facts) {
        return facts.bill().totalFen() - facts.bill().ownPayFen();
    }

    private static String yuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }
}
