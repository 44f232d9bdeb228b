package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.fake.Fault;
import org.sscard.sdk.fake.ReplyDroppingProxy;

/** Between SDK and insurer stands a TCP proxy that swallows what the insurer says. */
class LostReplyTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void insurersReplyLostWithinTheBudgetSettlesOnce() throws Exception {
        try (Desk desk = new Desk(directory);
                ReplyDroppingProxy proxy = new ReplyDroppingProxy(desk.insurer.port());
                MedicalSettlement settlement = desk.open(directory, proxy.port(), Duration.ofSeconds(6), Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            dropRepliesOnce(desk, proxy);
            Thread repair = new Thread(() -> {
                await().atMost(AMPLE).until(() -> desk.ledger().postings() == 1);
                heal(proxy);
            });
            repair.start();

            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.Settled.class);
            repair.join();
            assertThat(desk.ledger().postings()).isEqualTo(1);
            assertThat(desk.agent.debits()).isEqualTo(1);
        }
    }

    @Test
    void insurersReplyLostBeyondTheBudgetIsUnknownThenFoundSettled() throws Exception {
        try (Desk desk = new Desk(directory);
                ReplyDroppingProxy proxy = new ReplyDroppingProxy(desk.insurer.port());
                MedicalSettlement settlement = desk.open(directory, proxy.port(), Duration.ofMillis(900), Desk.OFTEN)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            dropRepliesOnce(desk, proxy);

            SettlementResult told = settlement.settle(quote, settlement.card());
            assertThat(told).isInstanceOf(SettlementResult.OutcomeUnknown.class);
            assertThat(settlement.inDoubt()).isEqualTo(1);
            heal(proxy);
            await().atMost(AMPLE).until(() -> desk.recovered.size() == 1);
            await().atMost(AMPLE).until(() -> settlement.inDoubt() == 0);

            assertThat(desk.recovered.get(0)).isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.recovered.get(0).transactionId()).isEqualTo(told.transactionId());
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    private static void dropRepliesOnce(Desk desk, ReplyDroppingProxy proxy) {
        desk.insurer.line(desk.institution, message -> {
            if (message.equals("settle") && desk.ledger().postings() == 0) {
                proxy.dropReplies();
            }
            return Fault.NONE;
        });
    }

    private static void heal(ReplyDroppingProxy proxy) {
        try {
            proxy.heal();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
