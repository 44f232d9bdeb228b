package org.sscard.terminal.kiosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.kiosk.ResetReports.Told;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A PIN that was reset is reported until the bureau has heard it, whatever happens to line and agent. */
class ResetReportsTest {

    private static final CardIdentificationCode CARD = CardIdentificationCode.ofBytes(
            new byte[] {0x21, 0x10, 0x02, 0x6E, 0x65, 0x42, 0x52, 0x32, 0x11, 0x00, 0x28, 0x4E, 0x36, 0x18, 0x40, 0x7B
            });

    @TempDir
    Path directory;

    private final Line bureau = new Line();

    /** A bureau at the end of a line that may be down, or lose an answer after the work was done. */
    private static final class Line implements Bureau {
        final List<Wish> heard = new CopyOnWriteArrayList<>();
        volatile String state = "PIN_BLOCKED";
        volatile Optional<ErrorCode> failure = Optional.empty();
        volatile boolean answerLost;

        @Override
        public List<HeldCard> cards(CardIdentificationCode shown) {
            failure.ifPresent(code -> {
                throw new CodedException(code, "issuer");
            });
            Named now = new Named(state, state, state);
            return List.of(new HeldCard("A12345673", now, false, now, Optional.of(shown), Optional.empty(), List.of()));
        }

        @Override
        public List<HeldCard> cards(String socialSecurityNumber) {
            throw new AssertionError("nobody is asked for by number");
        }

        @Override
        public Optional<Rule> rule(String action) {
            throw new AssertionError("a fact needs no rule");
        }

        @Override
        public HeldCard act(Wish wish) {
            heard.add(wish);
            state = "ACTIVE";
            if (answerLost) {
                throw new CodedException(ErrorCode.SERVICE_TIMEOUT, "issuer");
            }
            return cards(CARD).get(0);
        }
    }

    private List<Path> waiting() throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void heardAtOnce_leavesNothing() throws IOException {
        try (ResetReports reports = new ResetReports(directory, bureau)) {
            assertThat(reports.report(CARD)).isEqualTo(Told.TOLD);
        }
        assertThat(bureau.heard).hasSize(1);
        assertThat(bureau.heard.get(0).fromState()).isEqualTo("PIN_BLOCKED");
        assertThat(waiting()).isEmpty();
    }

    @Test
    void cardThatTheBureauDoesNotHoldForBlocked_isNoNews() throws IOException {
        bureau.state = "ACTIVE";
        try (ResetReports reports = new ResetReports(directory, bureau)) {
            assertThat(reports.report(CARD)).isEqualTo(Told.TOLD);
        }
        assertThat(bureau.heard).isEmpty();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void lineDown_theReportOutlivesTheAgent_andIsToldByTheNext() throws IOException {
        bureau.failure = Optional.of(ErrorCode.SERVICE_UNAVAILABLE);
        try (ResetReports reports = new ResetReports(directory, bureau)) {
            assertThat(reports.report(CARD)).isEqualTo(Told.LATER);
        }
        List<Path> kept = waiting();
        assertThat(kept).hasSize(1);
        bureau.failure = Optional.empty();
        try (ResetReports next = new ResetReports(directory, bureau)) {
            next.start();
            await().until(() -> waiting().isEmpty());
        }
        assertThat(bureau.heard)
                .extracting(Bureau.Wish::requestId)
                .containsExactly(String.valueOf(kept.get(0).getFileName()));
    }

    @Test
    void answerLost_isFoundOutByTheStateOfTheCard_andNotDoneTwice() throws IOException {
        bureau.answerLost = true;
        try (ResetReports reports = new ResetReports(directory, bureau)) {
            assertThat(reports.report(CARD)).isEqualTo(Told.LATER);
            reports.hurry();
            await().until(() -> waiting().isEmpty());
        }
        assertThat(bureau.heard).hasSize(1);
    }

    @Test
    void dailyLimit_isWaitedFor_andARefusalEndsIt() throws IOException {
        List<Told> told = new ArrayList<>();
        try (ResetReports reports = new ResetReports(directory, bureau)) {
            bureau.failure = Optional.of(ErrorCode.CHANNEL_LIMIT_REACHED);
            told.add(reports.report(CARD));
            bureau.failure = Optional.of(ErrorCode.HOLDER_NOT_FOUND);
            reports.hurry();
            await().until(() -> waiting().isEmpty());
        }
        assertThat(told).containsExactly(Told.LATER);
        assertThat(bureau.heard).isEmpty();
    }
}
