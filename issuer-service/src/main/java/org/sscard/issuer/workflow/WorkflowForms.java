package org.sscard.issuer.workflow;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.sscard.issuer.cardtest.PointResult.Outcome;

/** Prints the form of a record with what it is about now. */
public final class WorkflowForms {

    private final Workflows workflows;
    private final CurrentIssue issue;
    private final ZoneId zone;

    public WorkflowForms(Workflows workflows, CurrentIssue issue, ZoneId zone) {
        this.workflows = workflows;
        this.issue = issue;
        this.zone = zone;
    }

    public byte[] pdf(String id) {
        WorkflowRecord.Whole whole = workflows.find(id);
        return WorkflowSheet.pdf(whole, outcomes(whole), issue.structure(), zone);
    }

    /** Of the general test, over all reports that are attached; by number of the point. */
    public Map<Integer, Outcome> outcomes(WorkflowRecord.Whole whole) {
        List<TestReport> reports = whole.papers().stream()
                .filter(paper -> paper.code().equals(Workflows.REPORT))
                .map(paper -> TestReport.parse(workflows.paper(whole.record().id(), paper.number())))
                .toList();
        return GeneralTests.outcomes(reports);
    }
}
