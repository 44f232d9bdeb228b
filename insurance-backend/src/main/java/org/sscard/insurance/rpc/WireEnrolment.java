package org.sscard.insurance.rpc;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.contribution.Membership;
import org.sscard.insurance.enrolment.contribution.Notice;
import org.sscard.insurance.enrolment.contribution.Subsidy;
import org.sscard.insurance.enrolment.review.Application;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.enrolment.review.ReviewStep;
import org.sscard.insurance.imports.RowFault;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.wire.insurance.v1.Accumulator;
import org.sscard.wire.insurance.v1.Applicant;
import org.sscard.wire.insurance.v1.ApplicationStep;
import org.sscard.wire.insurance.v1.BenefitPeriod;
import org.sscard.wire.insurance.v1.Benefits;
import org.sscard.wire.insurance.v1.Filing;
import org.sscard.wire.insurance.v1.RowError;
import org.sscard.wire.insurance.v1.SubsidyAccount;

/** Between the messages of enrolment and the insurer's own values. */
final class WireEnrolment {

    private static final int LONGEST_TEXT = 50;

    private WireEnrolment() {}

    static org.sscard.insurance.enrolment.review.Applicant applicant(Applicant applicant) {
        Fields.require(
                !applicant.getName().isBlank() && applicant.getName().length() <= LONGEST_TEXT,
                "applicant.name",
                "1 to 50 characters");
        Fields.require(
                !applicant.getCommunity().isBlank() && applicant.getCommunity().length() <= LONGEST_TEXT,
                "applicant.community",
                "1 to 50 characters");
        Fields.require(applicant.getRegion().matches("[0-9]{6}"), "applicant.region", "6 digits");
        return new org.sscard.insurance.enrolment.review.Applicant(
                applicant.getSocialSecurityNumber(),
                applicant.getName(),
                applicant.getRegion(),
                applicant.getStatus().isEmpty()
                        ? PersonStatus.NONE
                        : Fields.choice(PersonStatus.class, applicant.getStatus(), "applicant.status"),
                applicant.getPupil(),
                applicant.getUniversity(),
                applicant.getOtherScheme(),
                applicant.getPension(),
                applicant.getPensionElsewhere(),
                Fields.date(applicant.getEligibleOn(), "applicant.eligible_on"),
                applicant.getMovedIn(),
                applicant.getCommunity());
    }

    static org.sscard.wire.insurance.v1.Application application(Applications applications, Application application) {
        org.sscard.insurance.enrolment.review.Applicant applicant = application.applicant();
        return org.sscard.wire.insurance.v1.Application.newBuilder()
                .setApplicationId(Long.toString(application.id()))
                .setState(application.state().name())
                .setApplicant(Applicant.newBuilder()
                        .setSocialSecurityNumber(applicant.socialSecurityNumber())
                        .setName(applicant.name())
                        .setRegion(applicant.region())
                        .setStatus(applicant.status().name())
                        .setPupil(applicant.pupil())
                        .setEligibleOn(applicant.eligibleOn().toString())
                        .setMovedIn(applicant.movedIn())
                        .setCommunity(applicant.community()))
                .setInsuredClass(application.cls().name())
                .setBasis(application.basis())
                .addAllPapers(application.papers())
                .addAllMissingPapers(applications.missing(application))
                .setDueOn(text(application.dueOn()))
                .setOverdue(applications.overdue(application))
                .addAllSteps(
                        application.steps().stream().map(WireEnrolment::step).toList())
                .addAllNext(applications.flow().from(application.state()).stream()
                        .map(transition -> transition.action().name())
                        .toList())
                .build();
    }

    private static ApplicationStep step(ReviewStep step) {
        return ApplicationStep.newBuilder()
                .setAction(step.action().name())
                .setState(step.state().name())
                .setOn(step.day().toString())
                .setAccount(step.account())
                .setRemark(step.remark())
                .setDaysLate(step.daysLate())
                .build();
    }

    static org.sscard.wire.insurance.v1.Notice notice(Notice notice, String psnNo) {
        return org.sscard.wire.insurance.v1.Notice.newBuilder()
                .setNoticeId(Long.toString(notice.id()))
                .setPsnNo(psnNo)
                .setPeriod(notice.period())
                .setWindowFrom(notice.windowFrom().toString())
                .setWindowTo(notice.windowTo().toString())
                .setPersonalFen(notice.parts().personalFen())
                .setCityFen(notice.parts().cityFen())
                .setDistrictFen(notice.parts().districtFen())
                .setState(notice.state().name())
                .setPaidOn(text(notice.paidOn()))
                .setBenefitStart(text(notice.benefitStart()))
                .setBenefitEnd(
                        notice.state() == Notice.State.PAID ? notice.coverTo().toString() : "")
                .setBasis(notice.basis())
                .build();
    }

    static SubsidyAccount subsidy(Subsidy subsidy, LocalDate today) {
        LocalDate due = subsidy.dueOn();
        return SubsidyAccount.newBuilder()
                .setPayer(subsidy.payer())
                .setClaimedFen(subsidy.claimedFen())
                .setPaidFen(subsidy.paidFen())
                .setOpenFen(subsidy.openFen())
                .setDueOn(text(due))
                .setOverdue(due != null && due.isBefore(today))
                .build();
    }

    static Benefits benefits(Membership.Benefits benefits) {
        String psnNo = benefits.person().psnNo();
        Benefits.Builder wire = Benefits.newBuilder()
                .setPsnNo(psnNo)
                .setName(benefits.name())
                .setScheme(benefits.person().scheme().name())
                .setInsuredClass(
                        benefits.person().cls() == null
                                ? ""
                                : benefits.person().cls().name())
                .setStatus(benefits.status().name())
                .setPupil(benefits.person().pupil())
                .setRegion(benefits.person().region())
                .setBannedUntil(text(benefits.person().bannedUntil()))
                .setAccountFen(benefits.accountFen())
                .addAllPeriods(periods(benefits));
        benefits.notices().forEach(notice -> wire.addNotices(notice(notice, psnNo)));
        benefits.filings()
                .forEach(filing -> wire.addFilings(Filing.newBuilder()
                        .setKind(filing.kind().name())
                        .setInstitution(filing.institution())
                        .setBegins(filing.begins().toString())
                        .setEnds(filing.ends().toString())));
        benefits.accumulators()
                .forEach(used -> wire.addAccumulators(Accumulator.newBuilder()
                        .setPeriod(used.period())
                        .setUsedFen(used.usedFen())
                        .setCapFen(used.capFen())));
        return wire.build();
    }

    /** The periods that payments gave; without any, the cover that the register shows. */
    private static List<BenefitPeriod> periods(Membership.Benefits benefits) {
        if (benefits.periods().isEmpty()) {
            return List.of(BenefitPeriod.newBuilder()
                    .setStart(benefits.person().benefitStart().toString())
                    .setEnd(text(benefits.person().coverEnd()))
                    .build());
        }
        return benefits.periods().stream()
                .map(span -> BenefitPeriod.newBuilder()
                        .setStart(span.begins().toString())
                        .setEnd(span.ends().toString())
                        .setBasis(span.basis())
                        .build())
                .toList();
    }

    static RowError fault(RowFault fault) {
        return RowError.newBuilder()
                .setRow(fault.row())
                .setColumn(fault.column())
                .setCode(fault.cause().code().name())
                .setTextZh(fault.cause().zh())
                .setTextEn(fault.cause().en())
                .build();
    }

    private static String text(@Nullable LocalDate date) {
        return date == null ? "" : date.toString();
    }
}
