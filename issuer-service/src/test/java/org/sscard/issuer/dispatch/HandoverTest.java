package org.sscard.issuer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.dispatch.store.HandoverStore;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.MadeCards;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class HandoverTest {

    private Bench bench;
    private HandoverStore handovers;
    private String first;
    private String second;

    @BeforeEach
    void open() {
        bench = Bench.registryOnly();
        handovers = new HandoverStore(bench.database, bench.clock, bench.book);
        MadeCards made = new MadeCards(bench);
        first = made.make(CardState.QC_PASSED).cardNumber();
        second = made.make(CardState.QC_PASSED).cardNumber();
    }

    private CardRecord card(String number) {
        return bench.registry.find(number).orElseThrow();
    }

    @Test
    void sheetIsReceived_whenEveryCardIsThere() {
        Handover sheet = handovers.send("城关网点", Set.of(first, second), "li");
        assertThat(card(first).state()).isEqualTo(CardState.IN_TRANSIT);
        handovers.receive(sheet.id(), Set.of(first, second), Set.of(), "wang");
        assertThat(card(first).state()).isEqualTo(CardState.AT_BRANCH);
        assertThat(handovers.find(sheet.id()).orElseThrow().receivedBy()).contains("wang");
    }

    @Test
    void countsThatDisagree_receiveNothing() {
        Handover sheet = handovers.send("城关网点", Set.of(first, second), "li");
        for (Set<String> arrived : Set.of(Set.of(first), Set.of(first, second, "A00000099"))) {
            assertThatThrownBy(() -> handovers.receive(sheet.id(), arrived, Set.of(), "wang"))
                    .isInstanceOfSatisfying(
                            CodedException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.HANDOVER_COUNT_DIFFERS));
        }
        assertThat(card(first).state()).isEqualTo(CardState.IN_TRANSIT);
        assertThat(handovers.find(sheet.id()).orElseThrow().receivedBy()).isEmpty();
    }

    @Test
    void cardThatIsMissing_isLostInTransitAndBlacklisted() {
        Handover sheet = handovers.send("城关网点", Set.of(first, second), "li");
        handovers.receive(sheet.id(), Set.of(first), Set.of(second), "wang");
        assertThat(card(second).state()).isEqualTo(CardState.LOST_IN_TRANSIT);
        assertThat(card(second).blacklisted()).isTrue();
        assertThat(card(first).blacklisted()).isFalse();
    }

    @Test
    void sheet_isPrintedWithItsNumbers() {
        Handover sheet = handovers.send("城关网点", Set.of(first), "li");
        assertThat(HandoverSheet.pdf(sheet, ZoneId.of("Asia/Shanghai")))
                .startsWith("%PDF".getBytes(StandardCharsets.US_ASCII));
    }
}
