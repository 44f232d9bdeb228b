package org.sscard.insurance.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Employees: the personal account pays class A and B up to its balance; what is not an account kind is refused. */
public final class EmployeeRules implements SchemeRules {

    private final EmployeePolicyFile file;
    private final String version;

    private EmployeeRules(EmployeePolicyFile file, String version) {
        this.file = file;
        this.version = version;
    }

    /** Reads a policy file; what is missing or unknown in it is refused with its place. */
    public static EmployeeRules parse(byte[] yaml) {
        try {
            EmployeePolicyFile file = PolicyYaml.mapper().readValue(yaml, EmployeePolicyFile.class);
            boolean whole = file.accountKinds() != null
                    && file.account() != null
                    && file.account().monthly() != null
                    && file.account().interest() != null;
            if (!whole || file.account().monthly().bands().stream().noneMatch(band -> band.fromAge() == 0)) {
                throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "account");
            }
            return new EmployeeRules(file, file.policy() + "@" + PolicyYaml.sha256(yaml));
        } catch (JsonProcessingException e) {
            throw new CodedException(e, ErrorCode.POLICY_FILE_INVALID, PolicyYaml.place(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample policy beside this class. */
    public static EmployeeRules sample() {
        try (InputStream in = Objects.requireNonNull(EmployeeRules.class.getResourceAsStream("employee-sample.yaml"))) {
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Credits and interest of the accounts. */
    public AccountRules account() {
        return new AccountRules(file.account());
    }

    @Override
    public String region() {
        return file.region();
    }

    @Override
    public LocalDate validFrom() {
        return file.validFrom();
    }

    @Override
    public @Nullable LocalDate validTo() {
        return file.validTo();
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
        BillSums bill = facts.bill();
        long account = result.accountFen();
        return List.of(
                step(
                        "S2",
                        bill.ownPayFen(),
                        "总额 %s，其中丙类自费 %s，甲、乙类费用 %s",
                        "total %s, of it class C %s, class A and B %s",
                        bill.totalFen(),
                        bill.ownPayFen(),
                        classAAndB(facts)),
                step(
                        "S1",
                        account,
                        "个人账户余额 %s，甲、乙类费用 %s，账户支付 %s",
                        "account balance %s, class A and B %s, the account pays %s",
                        balanceFen,
                        classAAndB(facts),
                        account),
                step(
                        "S1",
                        result.cashFen(),
                        "现金 %s = 总额 %s − 账户支付 %s",
                        "cash %s = total %s − account %s",
                        result.cashFen(),
                        bill.totalFen(),
                        account));
    }

    private static ExplanationStep step(String article, long fen, String zh, String en, long... figures) {
        Object[] yuan = new Object[figures.length];
        for (int i = 0; i < figures.length; i++) {
            yuan[i] = BigDecimal.valueOf(figures[i], 2).toPlainString();
        }
        return new ExplanationStep(article, String.format(zh, yuan), String.format(en, yuan), fen);
    }

    private static long classAAndB(TreatmentFacts facts) {
        return facts.bill().totalFen() - facts.bill().ownPayFen();
    }
}
