package org.sscard.issuer.workflow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Whether reports prove that cards of a structure and a card OS pass the general test: no point failed in any of them, and every
 * point of the table was passed in one of them. Several are needed where no single run can do everything: blocking a card takes one
 * that is given up.
 */
public final class GeneralTests {

    private GeneralTests() {}

    /** The best outcome of each point over all reports. */
    public static Map<Integer, Outcome> outcomes(List<TestReport> reports) {
        Map<Integer, Outcome> all = new TreeMap<>();
        reports.forEach(report ->
                report.outcomes().forEach((number, outcome) -> all.merge(number, outcome, GeneralTests::joined)));
        return all;
    }

    private static Outcome joined(Outcome one, Outcome other) {
        if (one == Outcome.FAILED || other == Outcome.FAILED) {
            return Outcome.FAILED;
        }
        return one == Outcome.PASSED || other == Outcome.PASSED ? Outcome.PASSED : Outcome.SKIPPED;
    }

    /** @throws CodedException TEST_REPORT_INVALID for a report of other cards, TEST_REPORT_FAILED */
    static void require(List<TestReport> reports, String region, CardStructure structure, CardOs cardOs, Instant now) {
        for (TestReport report : reports) {
            same("地区", region, report.region());
            same("规范版本", structure.version().text(), report.version());
            same("算法", structure.algorithm().name(), report.algorithm());
            same("历史字节 T1–T5", cardOs.historical(), report.historical());
            if (report.finishedAt().isAfter(now)) {
                throw new CodedException(ErrorCode.TEST_REPORT_INVALID, "测试时间在将来");
            }
        }
        String notPassed = outcomes(reports).entrySet().stream()
                .filter(entry -> entry.getValue() != Outcome.PASSED)
                .map(entry -> entry.getKey().toString())
                .collect(Collectors.joining("、"));
        if (!notPassed.isEmpty()) {
            throw new CodedException(ErrorCode.TEST_REPORT_FAILED, notPassed);
        }
    }

    private static void same(String what, String expected, String got) {
        if (!expected.equals(got)) {
            throw new CodedException(ErrorCode.TEST_REPORT_INVALID, what + " 应为 " + expected + "，报告为 " + got);
        }
    }
}
