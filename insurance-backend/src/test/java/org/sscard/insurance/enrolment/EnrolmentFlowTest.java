package org.sscard.insurance.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sscard.insurance.InsuranceService;
import org.sscard.insurance.enrolment.contribution.Contributing;
import org.sscard.insurance.enrolment.contribution.Membership;
import org.sscard.insurance.enrolment.contribution.Notice;
import org.sscard.insurance.enrolment.contribution.Subsidy;
import org.sscard.insurance.enrolment.contribution.store.NoticeStore;
import org.sscard.insurance.enrolment.review.Applicant;
import org.sscard.insurance.enrolment.review.Application;
import org.sscard.insurance.enrolment.review.ApplicationImport;
import org.sscard.insurance.enrolment.review.ApplicationState;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.enrolment.review.ReviewAction;
import org.sscard.insurance.enrolment.review.Reviewer;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.security.Role;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** From an application with papers to cover, and how it ends. Each test has persons of its own. */
class EnrolmentFlowTest {

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
    private static final List<String> PAPERS = List.of("ID_CARD", "HUKOU_BOOK", "PHOTO");
    private static final Reviewer CLERK = new Reviewer("clerk", "clerk", Set.of(Role.OPERATOR));
    private static final Reviewer DISTRICT = new Reviewer("district", "district", Set.of(Role.REVIEWER));
    private static Database database;
    private static DatabaseSessions sessions;
    private static int persons;

    @BeforeAll
    static void open() {
        database = Database.temporary(InsuranceService.SCHEMA);
        sessions = new DatabaseSessions(database);
        new Enrolment(sessions, at("2026-03-20")).loadSandbox(SandboxData.load());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @AfterEach
    void theBooksBalance() {
        assertThat(number("select coalesce(sum(amount_fen), 0) from posting")).isZero();
        assertThat(number(
                        "select coalesce(sum(c.amount_fen), 0) - coalesce((select sum(amount_fen) from subsidy_payment), 0)"
                                + " from subsidy_claim c"))
                .isEqualTo(number(
                        "select coalesce(sum(amount_fen), 0) from posting where account = 'SUBSIDY_RECEIVABLE'"));
        assertThat(number("select coalesce(sum(amount_fen), 0) from contribution_payment"))
                .isEqualTo(number(
                        "select coalesce(-sum(amount_fen), 0) from posting where account = 'CONTRIBUTION_INCOME'"));
    }

    private static Clock at(String day) {
        return Clock.fixed(Instant.parse(day + "T02:00:00Z"), CHINA);
    }

    private static Contributing contributing(String day) {
        return new Contributing(sessions, SchemeBook.liaoyang(), "211000", at(day));
    }

    private static Applications applications(String day) {
        return new Applications(sessions, SchemeBook.liaoyang(), contributing(day), at(day));
    }

    private static Membership membership(String day) {
        return new Membership(sessions, SchemeBook.liaoyang(), "211000", at(day));
    }

    private static long number(String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    /** A new valid number of somebody born on a day; an odd sequence is a man. */
    private static String ssn(String birth, boolean male) {
        persons++;
        String body = "211002" + birth + "%03d".formatted(100 + persons * 2 + (male ? 1 : 0));
        return body + ResidentIdNumber.checkCharacter(body);
    }

    private static Applicant applicant(String ssn, PersonStatus status, boolean pupil, String eligibleOn) {
        return new Applicant(
                ssn,
                "沙盒参保人",
                "211002",
                status,
                pupil,
                false,
                false,
                false,
                false,
                LocalDate.parse(eligibleOn),
                false,
                "白塔社区");
    }

    private static Notice admitted(Applicant applicant, List<String> papers, String day) {
        return admitted(applicant, papers, day, "A-");
    }

    @Test
    void anApplication_goesFromCommunityToDistrict_andItsPaymentGivesCover() {
        String ssn = ssn("19500101", true);
        Notice notice = admitted(applicant(ssn, PersonStatus.NONE, false, "2026-02-10"), PAPERS, "2026-03-20");

        assertThat(notice.parts().personalFen()).isEqualTo(20_000);
        assertThat(notice.parts().cityFen()).isEqualTo(5_500);
        assertThat(notice.parts().districtFen()).isEqualTo(4_500);
        assertCode(
                () -> contributing("2026-03-25").pay("P-" + ssn, notice.id(), 19_999, LocalDate.parse("2026-03-25")),
                ErrorCode.CONTRIBUTION_NOT_IN_FULL);

        Notice paid = contributing("2026-03-25").pay("P-" + ssn, notice.id(), 20_000, LocalDate.parse("2026-03-25"));
        Notice again = contributing("2026-03-26").pay("P-" + ssn, notice.id(), 20_000, LocalDate.parse("2026-03-25"));

        // Art. 16.1: within three months, so the first day of the next month
        assertThat(paid.benefitStart()).isEqualTo("2026-04-01");
        assertThat(again).isEqualTo(paid);
        InsuredPerson person = found(ssn, "2026-04-01");
        assertThat(person.cls()).isEqualTo(InsuredClass.ELDERLY);
        assertThat(person.benefitStart()).isEqualTo("2026-04-01");
        assertThat(person.coverEnd()).isEqualTo("2026-12-31");
        assertCode(
                () -> contributing("2026-03-26").pay("P-" + ssn, notice.id(), 20_000, LocalDate.parse("2026-03-26")),
                ErrorCode.TRANSACTION_CONTENT_DIFFERS);
    }

    @Test
    void missingPapers_keepItADraft_andDeadlinesAreWatched() {
        Applications march = applications("2026-03-20");
        Applicant applicant = applicant(ssn("19850101", false), PersonStatus.DIBAO, false, "2026-03-01");

        Application draft = march.apply("draft-1", applicant, PAPERS, CLERK).application();
        assertThat(draft.state()).isEqualTo(ApplicationState.DRAFT);
        assertThat(march.missing(draft)).containsExactly("DIBAO_CERTIFICATE");
        assertCode(
                () -> march.move(draft.id(), ReviewAction.REPORT, null, List.of(), "", CLERK),
                ErrorCode.ENROLMENT_STEP_REFUSED);

        Application complete =
                march.move(draft.id(), ReviewAction.SUPPLEMENT, null, List.of("DIBAO_CERTIFICATE"), "", CLERK);
        assertThat(complete.state()).isEqualTo(ApplicationState.COMPLETE);
        // Art. 9: three days, the 20th not counted
        assertThat(complete.dueOn()).isEqualTo("2026-03-23");
        assertThat(applications("2026-03-23").overdue(complete)).isFalse();
        assertThat(applications("2026-03-24").overdue(complete)).isTrue();

        Application reported =
                applications("2026-03-25").move(draft.id(), ReviewAction.REPORT, null, List.of(), "", CLERK);
        assertThat(reported.steps().get(2).daysLate()).isEqualTo(2);
        Application review =
                applications("2026-03-26").move(draft.id(), ReviewAction.RECEIVE, null, List.of(), "", CLERK);
        assertThat(review.dueOn()).isEqualTo("2026-04-02");
        assertCode(
                () -> march.move(draft.id(), ReviewAction.RECEIVE, ApplicationState.REPORTED, List.of(), "", CLERK),
                ErrorCode.ENROLMENT_STEP_REFUSED);
    }

    @Test
    void theDistrict_isAnotherPersonAndHasItsRole() {
        Applications applications = applications("2026-03-20");
        long id = applications
                .apply(
                        "four-eyes",
                        applicant(ssn("19490101", true), PersonStatus.NONE, false, "2026-03-01"),
                        PAPERS,
                        CLERK)
                .application()
                .id();
        applications.move(id, ReviewAction.REPORT, null, List.of(), "", CLERK);
        applications.move(id, ReviewAction.RECEIVE, null, List.of(), "", CLERK);

        assertCode(
                () -> applications.move(id, ReviewAction.ADMIT, null, List.of(), "", CLERK),
                ErrorCode.ROLE_NOT_ALLOWED);
        Reviewer twoAccounts = new Reviewer("clerk-2", "clerk", Set.of(Role.REVIEWER));
        assertCode(
                () -> applications.move(id, ReviewAction.ADMIT, null, List.of(), "", twoAccounts),
                ErrorCode.ENROLMENT_SAME_PERSON);
        Application rejected = applications.move(id, ReviewAction.REJECT, null, List.of(), "材料不实", DISTRICT);
        assertThat(rejected.state()).isEqualTo(ApplicationState.REJECTED);
    }

    @Test
    void whoIsNotAdmitted_isToldTheArticle_andNothingIsKept() {
        Applications applications = applications("2026-03-20");
        Applicant working = applicant(ssn("19900101", true), PersonStatus.NONE, false, "2026-03-01");

        assertThatThrownBy(() -> applications.apply("no-1", working, PAPERS, CLERK))
                .isInstanceOfSatisfying(CodedException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.ENROLMENT_NOT_ADMITTED);
                    assertThat(refused.arguments()).containsExactly("6(2): working age without qualifying status");
                });
        assertThat(number("select count(*) from application where request_id = 'no-1'"))
                .isZero();
        assertCode(
                () -> applications.apply(
                        "no-2",
                        applicant(SandboxData.load().persons().get(0).certno(), PersonStatus.NONE, false, "2026-01-01"),
                        PAPERS,
                        CLERK),
                ErrorCode.ENROLMENT_ALREADY_INSURED);
    }

    @Test
    void theFirstYear_costsAQuarter_andPupilsPayTheNextYearInAdvance() {
        Notice elder = admitted(
                applicant(ssn("19400101", true), PersonStatus.BORDERLINE, false, "2005-01-01"),
                List.of("ID_CARD", "HUKOU_BOOK", "PHOTO", "BORDERLINE_CERTIFICATE"),
                "2008-08-15");
        Notice pupil = admitted(
                applicant(ssn("19980101", false), PersonStatus.DIBAO, true, "2005-01-01"),
                List.of("ID_CARD", "HUKOU_BOOK", "PHOTO", "DIBAO_CERTIFICATE", "SCHOOL_ROLL"),
                "2008-08-15");

        // 160 + 140 yuan × 1/4
        assertThat(elder.parts().personalFen()).isEqualTo(4_000);
        assertThat(elder.parts().governmentFen()).isEqualTo(3_500);
        assertThat(elder.parts().cityFen()).isEqualTo(1_925);
        // case C13 (5.33 + 21.34: 11.74 + 9.60) and a whole year (16 + 64: 35.20 + 28.80)
        assertThat(pupil.parts().personalFen()).isEqualTo(533 + 1_600);
        assertThat(pupil.parts().cityFen()).isEqualTo(1_174 + 3_520);
        assertThat(pupil.parts().districtFen()).isEqualTo(960 + 2_880);
        LocalDate paidOn = LocalDate.parse("2008-09-01");
        Notice elderPaid = contributing("2008-09-01").pay("first-1", elder.id(), 4_000, paidOn);
        Notice pupilPaid = contributing("2008-09-01").pay("first-2", pupil.id(), 2_133, paidOn);
        assertThat(elderPaid.benefitStart()).isEqualTo("2008-10-01");
        assertThat(elderPaid.coverTo()).isEqualTo("2008-12-31");
        assertThat(pupilPaid.coverTo()).isEqualTo("2009-12-31");
    }

    @Test
    void aYear_isRenewedInTheWindow_orLapsesAndWaitsSixMonths() {
        String payer = ssn("19510101", true);
        String defaulter = ssn("19510101", true);
        for (String ssn : List.of(payer, defaulter)) {
            Notice first = admitted(applicant(ssn, PersonStatus.NONE, false, "2030-02-10"), PAPERS, "2030-03-20");
            contributing("2030-03-20").pay("Y-" + ssn, first.id(), 20_000, LocalDate.parse("2030-03-20"));
        }
        assertCode(() -> contributing("2030-09-30").issue(2031), ErrorCode.CONTRIBUTION_NOT_YET);
        contributing("2030-10-01").issue(2031);
        assertThat(contributing("2030-10-02").issue(2031).issued()).isZero();
        Notice renewal = notices(payer).get(0);
        Notice unpaid = notices(defaulter).get(0);
        assertThat(renewal.windowTo()).isEqualTo("2030-11-30");

        contributing("2030-11-30").pay("R-" + payer, renewal.id(), 20_000, LocalDate.parse("2030-11-30"));
        assertCode(() -> contributing("2030-11-30").closeWindow(2031), ErrorCode.CONTRIBUTION_NOT_YET);
        assertThat(contributing("2030-12-01").closeWindow(2031)).isPositive();

        assertThat(found(payer, "2031-06-01").coverEnd()).isEqualTo("2031-12-31");
        assertThat(found(payer, "2030-06-01").benefitStart()).isEqualTo("2030-04-01");
        assertThat(found(defaulter, "2031-01-01").coverEnd()).isEqualTo("2030-12-31");
        assertCode(
                () -> contributing("2031-01-15").pay("L", unpaid.id(), 20_000, LocalDate.parse("2031-01-15")),
                ErrorCode.NOTICE_NOT_DUE);

        // Art. 17: paying again is a new enrolment, covered after six months; the old cover still counts for its days
        Notice anew =
                admitted(applicant(defaulter, PersonStatus.NONE, false, "2030-02-10"), PAPERS, "2031-01-10", "B-");
        Notice paid =
                contributing("2031-01-15").pay("N-" + defaulter, anew.id(), 20_000, LocalDate.parse("2031-01-15"));
        assertThat(paid.benefitStart()).isEqualTo("2031-07-15");
        assertThat(paid.basis()).isEqualTo("17");
        assertThat(found(defaulter, "2030-08-01").coverEnd()).isEqualTo("2030-12-31");
        assertThat(found(defaulter, "2031-03-01").benefitStart()).isEqualTo("2031-07-15");
        assertThat(found(defaulter, "2031-08-01").coverEnd()).isEqualTo("2031-12-31");
    }

    @Test
    void subsidies_areOwedByCityAndDistrict_andNeverOverpaid() {
        String ssn = ssn("19520101", false);
        Notice notice = admitted(
                applicant(ssn, PersonStatus.DIBAO, false, "2026-02-10"),
                List.of("ID_CARD", "HUKOU_BOOK", "PHOTO", "DIBAO_CERTIFICATE"),
                "2026-03-20");
        contributing("2026-03-20").pay("S-" + ssn, notice.id(), 8_000, LocalDate.parse("2026-03-20"));
        Contributing april = contributing("2026-04-20");
        Subsidy city = april.subsidies().stream()
                .filter(one -> one.payer().equals(Subsidy.CITY))
                .findFirst()
                .orElseThrow();

        assertCode(
                () -> april.subsidyPaid("over", "CITY", city.openFen() + 1, LocalDate.parse("2026-04-20")),
                ErrorCode.SUBSIDY_EXCEEDS_CLAIM);
        Subsidy paid = april.subsidyPaid("all-" + ssn, "CITY", city.openFen(), LocalDate.parse("2026-04-19"));
        Subsidy again = april.subsidyPaid("all-" + ssn, "CITY", city.openFen(), LocalDate.parse("2026-04-19"));

        assertThat(paid.openFen()).isZero();
        assertThat(paid.dueOn()).isNull();
        assertThat(again).isEqualTo(paid);
    }

    @Test
    void leavingAndTheBan_endCover() {
        String leaver = ssn("19530101", true);
        String lender = ssn("19530101", true);
        for (String ssn : List.of(leaver, lender)) {
            Notice notice = admitted(applicant(ssn, PersonStatus.NONE, false, "2026-02-10"), PAPERS, "2026-03-20");
            contributing("2026-03-20").pay("E-" + ssn, notice.id(), 20_000, LocalDate.parse("2026-03-20"));
        }

        membership("2026-06-10")
                .leave(leaver, Membership.LeaveReason.MOVED_OUT, LocalDate.parse("2026-06-09"), "clerk");
        membership("2026-06-10").ban(lender, LocalDate.parse("2026-06-01"), 12_345, "出借", "district");
        membership("2026-06-11").ban(lender, LocalDate.parse("2026-06-01"), 12_345, "出借", "district");

        assertThat(found(leaver, "2026-06-10").coverEnd()).isEqualTo("2026-06-09");
        assertThat(found(lender, "2026-06-10").bannedUntil()).isEqualTo("2028-06-01");
        assertThat(number("select sum(amount_fen) from posting where account = 'RECOVERY_RECEIVABLE'"))
                .isEqualTo(12_345);
        assertCode(
                () -> applications("2028-05-31")
                        .apply("banned", applicant(lender, PersonStatus.NONE, false, "2026-02-10"), PAPERS, CLERK),
                ErrorCode.ENROLMENT_NOT_ADMITTED);
    }

    @Test
    void anImport_namesEachWrongRow_andRepeatsNothing() throws IOException {
        String good = ssn("19540101", true);
        String header = "姓名,社会保障号码,户籍区划,人员状态,在校学生,符合条件日期,迁入,社区或学校,材料\n";
        String rows = "沙盒一," + good + ",211002,无,否,2026-02-10,否,白塔社区,ID_CARD HUKOU_BOOK PHOTO\n"
                + "沙盒二,211002195401019991,211002,无,否,2026-02-10,否,白塔社区,\n"
                + "沙盒三," + ssn("19540101", true) + ",21100,低保,也许,2026-13-10,否,白塔社区,\n"
                + "沙盒四," + good + ",211002,无,否,2026-02-10,否,白塔社区,\n"
                + "沙盒五," + ssn("19900101", true) + ",211002,无,否,2026-02-10,否,白塔社区,\n";
        ApplicationImport importing = new ApplicationImport(applications("2026-03-20"));
        byte[] gb18030 = (header + rows).getBytes(Charset.forName("GB18030"));

        ApplicationImport.Result first = importing.run("名单.csv", gb18030, CLERK);
        ApplicationImport.Result again =
                importing.run("list.csv", (header + rows).getBytes(StandardCharsets.UTF_8), CLERK);
        ApplicationImport.Result workbook = importing.run("list.xlsx", xlsx(header + rows), CLERK);

        assertThat(first.accepted()).isEqualTo(1);
        assertThat(first.faults())
                .extracting(fault ->
                        fault.row() + " " + fault.column() + " " + fault.cause().code())
                .containsExactly(
                        "3 社会保障号码 IMPORT_CELL_INVALID",
                        "4 户籍区划 IMPORT_CELL_INVALID",
                        "4 符合条件日期 IMPORT_CELL_INVALID",
                        "4 在校学生 IMPORT_CELL_INVALID",
                        "5  IMPORT_ROW_REPEATED",
                        "6  ENROLMENT_NOT_ADMITTED");
        assertThat(again.accepted()).isZero();
        assertThat(again.known()).isEqualTo(1);
        assertThat(workbook.known()).isEqualTo(1);
        assertThat(workbook.faults()).hasSize(6);
        assertCode(
                () -> importing.run("cut.xlsx", Arrays.copyOf(gb18030, 30), CLERK), ErrorCode.IMPORT_FILE_UNREADABLE);
        assertCode(
                () -> importing.run("x.csv", "姓名\n甲\n".getBytes(StandardCharsets.UTF_8), CLERK),
                ErrorCode.IMPORT_COLUMN_MISSING);
    }

    private static byte[] xlsx(String csv) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("1");
            List<String> lines = csv.lines().toList();
            for (int row = 0; row < lines.size(); row++) {
                String[] cells = lines.get(row).split(",", -1);
                for (int column = 0; column < cells.length; column++) {
                    sheet.value(row, column, cells[column]);
                }
            }
        }
        return out.toByteArray();
    }

    private static Notice admitted(Applicant applicant, List<String> papers, String day, String prefix) {
        Applications applications = applications(day);
        long id = applications
                .apply(prefix + applicant.socialSecurityNumber(), applicant, papers, CLERK)
                .application()
                .id();
        applications.move(id, ReviewAction.REPORT, null, List.of(), "", CLERK);
        applications.move(id, ReviewAction.RECEIVE, null, List.of(), "", CLERK);
        applications.move(id, ReviewAction.ADMIT, null, List.of(), "", DISTRICT);
        return notices(applicant.socialSecurityNumber()).get(0);
    }

    private static List<Notice> notices(String ssn) {
        long person = number("select person_id from person where social_security_number = '" + ssn + "'");
        return sessions.read(session -> new NoticeStore().ofPerson(session, person));
    }

    private static InsuredPerson found(String ssn, String on) {
        return sessions.read(session ->
                new EnrolmentStore().find(session, ssn, LocalDate.parse(on)).orElseThrow());
    }

    private static void assertCode(Runnable work, ErrorCode code) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
