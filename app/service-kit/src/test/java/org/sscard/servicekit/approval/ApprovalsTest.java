package org.sscard.servicekit.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class ApprovalsTest {

    private static final Principal LI = new Principal("li", "P1", Set.of(Role.OPERATOR, Role.REVIEWER), true);
    private static final Principal LI_AGAIN = new Principal("li.review", "P1", Set.of(Role.REVIEWER), true);
    private static final Principal WANG = new Principal("wang", "P2", Set.of(Role.REVIEWER), true);
    private static final Principal ZHAO = new Principal("zhao", "P3", Set.of(Role.OPERATOR), true);
    private static final byte[] REQUEST = "destroy 3 blanks".getBytes(StandardCharsets.UTF_8);
    private static final String ACTION = "stock.destroy";

    private static Database database;

    private Instant now = Instant.parse("2026-11-22T08:00:00.123456789Z");
    private final List<Approval.State> audited = new ArrayList<>();
    private Approvals approvals;

    @BeforeAll
    static void openDatabase() {
        database = Database.temporary(ApprovalTable.SCHEMA);
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void freshTable() {
        database.jdbi().useHandle(handle -> handle.execute("TRUNCATE approval"));
        InstantSource source = () -> now;
        approvals = new Approvals(
                database.jdbi(),
                new ApprovalRules(Map.of(
                        ACTION,
                        new ApprovalRules.Rule(Set.of(Role.OPERATOR), Set.of(Role.REVIEWER), Duration.ofHours(8)))),
                source.withZone(ZoneOffset.UTC),
                new SecureRandom(),
                (handle, approval) -> audited.add(approval.state()));
    }

    @Test
    void askedApprovedAndDoneOnce_eachStepAudited() {
        Approval asked = ask();
        assertThat(approvals.waiting()).containsExactly(asked);

        Approval approved = approvals.approve(asked.id(), WANG);
        assertThat(approved.deciderPerson()).isEqualTo("P2");
        assertThat(approvals.waiting()).isEmpty();

        assertThat(use(asked.id(), REQUEST).state()).isEqualTo(Approval.State.USED);
        refused(ErrorCode.APPROVAL_ALREADY_DECIDED, () -> use(asked.id(), REQUEST));
        assertThat(audited).containsExactly(Approval.State.REQUESTED, Approval.State.APPROVED, Approval.State.USED);
    }

    @Test
    void onePerson_approvesNothingOfHisOwn_withWhicheverAccount() {
        Approval asked = ask();

        refused(ErrorCode.APPROVAL_SAME_PERSON, () -> approvals.approve(asked.id(), LI));
        refused(ErrorCode.APPROVAL_SAME_PERSON, () -> approvals.approve(asked.id(), LI_AGAIN));
        assertThatThrownBy(() -> database.jdbi()
                        .useHandle(handle -> handle.execute(
                                "UPDATE approval SET state = 'APPROVED', decider_person = 'P1', decided_at = now()")))
                .hasMessageContaining("approval_check");
    }

    @Test
    void withoutTheRole_oneNeitherAsksNorApproves() {
        Approval asked = ask();

        refused(ErrorCode.ROLE_NOT_ALLOWED, () -> approvals.approve(asked.id(), ZHAO));
        refused(ErrorCode.ROLE_NOT_ALLOWED, () -> approvals.request(ACTION, REQUEST, "", WANG));
        assertThatThrownBy(() -> approvals.request("unheard.of", REQUEST, "", LI))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChangedRequest_isNotTheApprovedOne() {
        Approval asked = ask();
        approvals.approve(asked.id(), WANG);

        refused(
                ErrorCode.APPROVAL_CONTENT_DIFFERS,
                () -> use(asked.id(), "destroy 4 blanks".getBytes(StandardCharsets.UTF_8)));
        assertThat(use(asked.id(), REQUEST).state()).isEqualTo(Approval.State.USED);
    }

    @Test
    void whatNobodyApproved_orSomebodyRejected_isNotDone() {
        Approval asked = ask();
        refused(ErrorCode.APPROVAL_REQUIRED, () -> use(asked.id(), REQUEST));

        approvals.reject(asked.id(), WANG, "三张不对");

        refused(ErrorCode.APPROVAL_ALREADY_DECIDED, () -> use(asked.id(), REQUEST));
        refused(ErrorCode.APPROVAL_ALREADY_DECIDED, () -> approvals.approve(asked.id(), WANG));
        refused(ErrorCode.APPROVAL_NOT_FOUND, () -> approvals.approve("A0", WANG));
    }

    @Test
    void afterItsExpiry_nothingIsApprovedOrDone() {
        Approval asked = ask();
        now = asked.expiresAt();
        refused(ErrorCode.APPROVAL_EXPIRED, () -> approvals.approve(asked.id(), WANG));

        now = asked.expiresAt().minusNanos(1000);
        approvals.approve(asked.id(), WANG);
        now = asked.expiresAt();
        refused(ErrorCode.APPROVAL_EXPIRED, () -> use(asked.id(), REQUEST));

        assertThat(ask().id()).isNotEqualTo(asked.id());
    }

    @Test
    void aDoubleClick_asksOnce() {
        assertThat(ask()).isEqualTo(ask());
        assertThat(audited).containsExactly(Approval.State.REQUESTED);
    }

    @Test
    void whenTheAuditFails_theStepDidNotHappen() {
        Approval asked = ask();
        Approvals deaf = new Approvals(
                database.jdbi(),
                new ApprovalRules(Map.of(
                        ACTION,
                        new ApprovalRules.Rule(Set.of(Role.OPERATOR), Set.of(Role.REVIEWER), Duration.ofHours(8)))),
                Clock.fixed(now, ZoneOffset.UTC),
                new SecureRandom(),
                (handle, approval) -> {
                    throw new CodedException(ErrorCode.AUDIT_LOG_WRITE_FAILED, "audit");
                });

        refused(ErrorCode.AUDIT_LOG_WRITE_FAILED, () -> deaf.approve(asked.id(), WANG));
        refused(ErrorCode.APPROVAL_REQUIRED, () -> use(asked.id(), REQUEST));
    }

    @Test
    void ofManyWhoUseOneApprovalAtOnce_oneSucceeds() throws Exception {
        Approval asked = ask();
        approvals.approve(asked.id(), WANG);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> {
                    start.await();
                    try {
                        use(asked.id(), REQUEST);
                        return true;
                    } catch (CodedException e) {
                        return false;
                    }
                }));
            }
            start.countDown();
            int successes = 0;
            for (Future<Boolean> result : results) {
                successes += result.get() ? 1 : 0;
            }
            assertThat(successes).isOne();
        } finally {
            threads.shutdownNow();
        }
    }

    private Approval ask() {
        return approvals.request(ACTION, REQUEST, "销毁 3 张空白卡", LI);
    }

    private Approval use(String id, byte[] request) {
        return database.jdbi().inTransaction(handle -> approvals.use(handle, id, ACTION, request));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
