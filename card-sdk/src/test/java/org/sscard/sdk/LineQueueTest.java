package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.fake.FakeAgent;

/** Fee lines wait on disk while the line is down; money never does. */
class LineQueueTest {
    private static final LocalDateTime ADMITTED = LocalDateTime.of(2026, 11, 20, 9, 30);

    @TempDir
    Path directory;

    private final List<RefusedLines> refused = new CopyOnWriteArrayList<>();
    private Desk desk;

    @BeforeEach
    void start() throws IOException {
        desk = new Desk(directory);
    }

    @AfterEach
    void stop() {
        desk.close();
    }

    @Test
    void linesTakenWhileTheInsurerIsAway_surviveTheProcess_andArriveInOrderOnce() throws IOException {
        desk.insurer.encounters().away(true);
        try (MedicalSettlement sdk = open(Desk.NEVER)) {
            sdk.queueLines(lines("ZY1", "1", "X1").with(FeeLine.of("2", "X2", "3", "1"), ADMITTED));
            sdk.queueLines(lines("ZY1", "3", "X3"));
            assertThat(sdk.queuedLines()).isEqualTo(2);
        }
        desk.insurer.encounters().away(false);
        try (MedicalSettlement again = open(Desk.OFTEN)) {
            Awaitility.await().until(() -> again.queuedLines() == 0);
        }
        assertThat(desk.insurer.encounters().lines()).containsExactly("ZY1/1", "ZY1/2", "ZY1/3");
        assertThat(directory.resolve("lines.journal")).isEmptyFile();
    }

    @Test
    void aLostReply_isSentAgain() {
        desk.insurer.encounters().loseReplies(true);
        try (MedicalSettlement sdk = open(Desk.OFTEN)) {
            sdk.queueLines(lines("ZY1", "1", "X1"));
            Awaitility.await().until(() -> desk.insurer.encounters().messages() > 1);
            assertThat(sdk.queuedLines()).isEqualTo(1);
            desk.insurer.encounters().loseReplies(false);
            Awaitility.await().until(() -> sdk.queuedLines() == 0);
        }
        assertThat(desk.insurer.encounters().lines()).containsExactly("ZY1/1");
    }

    @Test
    void refusedLines_areTold_andDoNotHoldUpTheNext() {
        try (MedicalSettlement sdk = open(Desk.OFTEN)) {
            sdk.queueLines(lines("ZY1", "1", "UNKNOWN"));
            sdk.queueLines(lines("ZY2", "1", "X1"));
            Awaitility.await().until(() -> sdk.queuedLines() == 0);
        }
        assertThat(refused).singleElement().satisfies(one -> {
            assertThat(one.code()).isEqualTo("BILL_ITEM_UNKNOWN");
            assertThat(one.visit()).isEqualTo("ZY1");
            assertThat(one.lines()).containsExactly("1");
        });
        assertThat(desk.insurer.encounters().lines()).containsExactly("ZY2/1");
    }

    @Test
    void theQueueIsForItsOwnerOnly_andASaleHasNoRunningLines() throws IOException {
        try (MedicalSettlement sdk = open(Desk.NEVER)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("lines.journal"))))
                    .isEqualTo("rw-------");
            ChargedLines sale =
                    new ChargedLines(BillKind.PHARMACY, FakeAgent.SOCIAL_SECURITY_NUMBER, "S1", ADMITTED, List.of());
            assertThatThrownBy(() -> sdk.queueLines(sale)).isInstanceOf(SdkFailure.IntegratorMustAct.class);
            assertThat(lines("ZY1", "1", "X1").toString()).doesNotContain(FakeAgent.SOCIAL_SECURITY_NUMBER);
        }
    }

    private static ChargedLines lines(String visit, String number, String item) {
        return ChargedLines.ofStay(FakeAgent.SOCIAL_SECURITY_NUMBER, visit, ADMITTED)
                .with(FeeLine.of(number, item, "12.5", "2"), ADMITTED.plusHours(3));
    }

    private MedicalSettlement open(Duration interval) {
        return desk.builder(directory, desk.insurer.port())
                .recoveryInterval(interval)
                .onRefusedLines(refused::add)
                .open();
    }
}
