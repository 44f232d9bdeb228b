package org.sscard.launcher.demo;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.sscard.sdk.BasicData;
import org.sscard.sdk.DayTotals;
import org.sscard.sdk.Fen;
import org.sscard.sdk.Quote;
import org.sscard.sdk.Receipt;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.RegisterResponse;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.Card;
import org.sscard.wire.issuer.v1.ImportReport;

/** The story, in order: roster, cards, holder, bills, books. */
final class Demo {
    private static final String REGION = "211002";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** A third of it passes before the SDK stops waiting for the answer that was lost. */
    private static final Duration SHORT_DEADLINE = Duration.ofSeconds(12);

    private final DemoHouse house;
    private final CardStage stage;
    private final DemoCeremony ceremony;
    private final Path rosterFile;
    private final Clock clock;
    private final Narrator narrator;

    Demo(DemoHouse house, CardStage stage, DemoCeremony ceremony, Path rosterFile, Clock clock, Narrator narrator) {
        this.house = house;
        this.stage = stage;
        this.ceremony = ceremony;
        this.rosterFile = rosterFile;
        this.clock = clock;
        this.narrator = narrator;
    }

    void play() {
        Instant begun = clock.instant();
        ceremony.hold();
        startServices();
        List<Card> cards = makeCards();
        enrol();
        visit(cards);
        narrator.finish(Duration.between(begun, clock.instant()));
    }

    private void startServices() {
        narrator.step("三个服务，各是一个进程", "Three services, each a process of its own");
        house.open(stage.readersForMaking());
        narrator.fact("发卡机构", "issuer", house.issuer().toString());
        narrator.fact("医保经办", "insurer", house.insurance().toString());
        narrator.fact("终端代理", "terminal agent", house.agent().toString());
        narrator.fact("密码键盘", "PIN pad", house.agent().resolve("/pad").toString());
        narrator.fact("自助终端", "kiosk", house.agent().resolve("/kiosk").toString());
        house.logins().forEach(login -> narrator.fact("登录（一次，10 分钟）", "log in once, 10 minutes", login));
    }

    private List<Card> makeCards() {
        try (Bureau bureau = new Bureau(house.issuer())) {
            narrator.step("导入名册", "The roster is imported");
            ImportReport report = bureau.importRoster(rosterFile);
            narrator.fact("行数", "rows", Integer.toString(report.getRows()));
            narrator.fact("受理", "accepted", Integer.toString(report.getAccepted()));
            narrator.fact("有误", "refused", Integer.toString(report.getErrorsCount()));

            narrator.step("制卡：经制卡工位下发 APDU，逐项回读", "Cards are personalised over the station's stream and read back");
            List<Card> made = personalise(bureau, bureau.createBatch(REGION, stage.cards()));

            narrator.step("配送、领取、启用", "Dispatched, handed over, active");
            return made.stream().map(card -> handOver(bureau, card)).toList();
        }
    }

    private List<Card> personalise(Bureau bureau, Batch batch) {
        Patience.until(bureau::stationConnected);
        bureau.personalise(batch);
        List<Card> made = new ArrayList<>();
        while (made.size() < batch.getTotal()) {
            stage.insertBlank();
            List<Card> finished = new ArrayList<>();
            Patience.until(() -> {
                finished.clear();
                bureau.look(batch).getCardsList().stream()
                        .filter(card -> isFinished(card) && made.stream().noneMatch(other -> same(card, other)))
                        .forEach(finished::add);
                return !finished.isEmpty();
            });
            Card card = finished.get(0);
            if (!card.getState().equals("QC_PASSED")) {
                throw new CodedException(ErrorCode.PERSO_COMMAND_REFUSED, card.getState(), card.getReason());
            }
            stage.takeFinished(card);
            made.add(card);
            narrator.fact(
                    card.getHolderNameMasked(),
                    Masks.cardNumber(card.getCardNumber()),
                    card.getState() + "，" + card.getApdus() + " APDU");
        }
        return made;
    }

    private Card handOver(Bureau bureau, Card card) {
        Card moved = card;
        for (String state : List.of("IN_TRANSIT", "AT_BRANCH", "ISSUED", "ACTIVE")) {
            moved = bureau.move(moved, state, "演示 demo");
        }
        narrator.fact(moved.getHolderNameMasked(), Masks.cardNumber(moved.getCardNumber()), moved.getState());
        return moved;
    }

    private void enrol() {
        narrator.step("参保登记", "The persons are registered at the insurer");
        try (Insurer insurer = new Insurer(house.insurance())) {
            RegisterResponse answer = insurer.register(Roster.read(rosterFile).insured(today()));
            narrator.fact("登记", "registered", Integer.toString(answer.getRegistered()));
        }
    }

    private void visit(List<Card> cards) {
        stage.presentAtWindow(cards.get(0));
        Holder holder = new Holder(house.agent(), DemoCards.PIN);
        DayTotals totals;
        String person;
        try (Window hospital = window(DemoBills.HOSPITAL, holder)) {
            narrator.step("窗口读卡", "The card is read at the window");
            BasicData data = hospital.read();
            person = data.socialSecurityNumber();

            narrator.step("试算：住院费用逐项有据", "The stay is split, each figure with its article");
            Quote quote = hospital.explainedQuote(DemoBills.stay(person, "ZY-1", today()));
            narrator.step("密码、卡片扣款、结算", "PIN at the pad, debit on the card, settlement");
            hospital.settle(quote);

            narrator.step("撤销：一笔负结算", "A settlement is cancelled by a negative one");
            hospital.cancel(hospital.settle(hospital.quote(DemoBills.shortStay(person, "ZY-2", today())))
                    .transactionId());
            narrator.step("冲正：如同没有发生", "A settlement is reversed, as if it had not happened");
            Receipt reversed = hospital.settle(hospital.quote(DemoBills.shortStay(person, "ZY-3", today())));
            hospital.reverse(reversed.transactionId());
            totals = hospital.totals(today());
            narrator.step("日结：医院自己的账与保险方相符", "Day close: the hospital's own books and the insurer's agree");
            hospital.closeDay(today());
        }
        badLine(person, holder);
        pharmacy(person, holder);
        books(totals);
    }

    private void badLine(String person, Holder holder) {
        narrator.step("保险方已入账而答复丢失：查询得知，只入账一次", "The insurer posts and its answer is lost: asked for, posted once");
        try (Window hospital =
                new Window(DemoBills.HOSPITAL_ON_A_BAD_LINE, house, SHORT_DEADLINE, clock, holder, narrator)) {
            hospital.settle(hospital.quote(DemoBills.stayWhoseAnswerIsLost(person, "ZY-4", today())));
            narrator.fact(
                    "当日结算笔数",
                    "settlements of the day",
                    Integer.toString(hospital.totals(today()).settlements()));
        }
    }

    private void pharmacy(String person, Holder holder) {
        narrator.step("药店购药：居民医保不付，全部现金", "A pharmacy purchase: the residents' scheme pays nothing, all cash");
        try (Window pharmacy = window(DemoBills.PHARMACY, holder)) {
            pharmacy.settle(pharmacy.explainedQuote(DemoBills.purchase(person, "YD-1", today())));
        }
    }

    private void books(DayTotals totals) {
        narrator.step("医院当日合计与账本", "The hospital's day and the ledger");
        narrator.fact("结算", "settlements", Integer.toString(totals.settlements()));
        narrator.fact("撤销", "cancellations", Integer.toString(totals.cancellations()));
        narrator.fact("冲正", "reversals", Integer.toString(totals.reversals()));
        narrator.fact("费用合计", "total", Window.yuan(totals.total()));
        narrator.fact("应付医院", "payable to the hospital", Window.yuan(totals.ledgerPayable()));
        narrator.fact("账本合计", "ledger sum", Window.yuan(totals.ledgerSum()));
        if (!totals.ledgerSum().equals(Fen.ZERO)) {
            throw new CodedException(ErrorCode.LEDGER_UNBALANCED);
        }
    }

    private Window window(String institution, Holder holder) {
        return new Window(institution, house, DEADLINE, clock, holder, narrator);
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }

    private static boolean isFinished(Card card) {
        return card.getState().equals("QC_PASSED")
                || card.getState().equals("SPOILED")
                || card.getState().equals("UNKNOWN");
    }

    private static boolean same(Card one, Card other) {
        return one.getCardNumber().equals(other.getCardNumber());
    }
}
