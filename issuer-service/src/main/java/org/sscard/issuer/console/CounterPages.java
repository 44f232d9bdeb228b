package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.server.ServiceServer;

/** {@code /counter}: one box that finds a holder by id number, card number or name; what was typed is never in an address. */
final class CounterPages {

    static final String HERE = "/counter";

    private static final int LISTED = 50;

    private final BureauDesk desk;
    private final RegistryStore registry;

    CounterPages(BureauDesk desk, RegistryStore registry) {
        this.desk = desk;
        this.registry = registry;
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, request -> page(request, "", List.of(), false), Section.COUNTER.roles())
                .action(HERE, this::find, Section.COUNTER.roles());
    }

    private HttpResponse find(PageRequest request) {
        String wanted = request.entered("q").replaceAll("\\s", "");
        if (wanted.isEmpty()) {
            return Pages.goTo(HERE);
        }
        Kind kind = Kind.of(wanted);
        List<CardRecord> cards = kind.find(registry, wanted);
        Map<String, CardRecord> persons = new LinkedHashMap<>();
        cards.forEach(card -> persons.merge(card.holder().idNumber(), card, CounterPages::live));
        desk.looked(request, "SEARCH_HOLDER", "by " + kind + ": " + persons.size());
        if (persons.size() == 1) {
            return Pages.goTo(CardPages.at((kind == Kind.CARD_NUMBER
                            ? cards.get(0)
                            : persons.values().iterator().next())
                    .cardId()));
        }
        return page(request, request.entered("q"), List.copyOf(persons.values()), true);
    }

    /** Of a person's cards the live one, else the newest. */
    private static CardRecord live(CardRecord one, CardRecord other) {
        LifeCycle table = LifeCycle.table();
        if (table.live(one.state()) != table.live(other.state())) {
            return table.live(one.state()) ? one : other;
        }
        return one.cardId() > other.cardId() ? one : other;
    }

    private enum Kind {
        ID_NUMBER,
        CARD_NUMBER,
        NAME;

        static Kind of(String text) {
            return text.matches("[0-9]{17}[0-9Xx]")
                    ? ID_NUMBER
                    : text.matches("[A-Za-z][0-9A-Za-z]{8}") ? CARD_NUMBER : NAME;
        }

        List<CardRecord> find(RegistryStore registry, String text) {
            String upper = text.toUpperCase(Locale.ROOT);
            return switch (this) {
                case ID_NUMBER -> registry.findByIdNumber(upper);
                case CARD_NUMBER -> registry.find(upper).stream().toList();
                case NAME -> registry.findByName(text, LISTED + 1);
            };
        }
    }

    private HttpResponse page(PageRequest request, String asked, List<CardRecord> found, boolean searched) {
        boolean more = found.size() > LISTED;
        List<DataTable.Row> rows = found.stream()
                .limit(LISTED)
                .map(card -> DataTable.Row.of(
                        new Cell.Link(
                                CardPages.at(card.cardId()),
                                Display.maskedName(card.holder().name())),
                        new Cell.Code(Display.maskedIdNumber(card.holder().idNumber())),
                        new Cell.Code(Display.maskedCardNumber(card.cardNumber())),
                        new Cell.Code(card.region()),
                        new Cell.State(CardWords.chip(card))))
                .toList();
        DataTable table = DataTable.whole(
                Label.of(more ? "只列出前 " + LISTED + " 人，请再多输几个字" : "找到 " + rows.size() + " 人", "found"),
                List.of(
                        DataTable.Column.of("姓名", "name"),
                        DataTable.Column.of("社会保障号码", "id number"),
                        DataTable.Column.of("卡号", "card"),
                        DataTable.Column.of("地区", "region"),
                        DataTable.Column.of("状态", "state")),
                rows,
                Label.of("没有找到这个人或这张卡。请核对证件号码，或换用卡号、姓名再查。", "nobody found"));
        return desk.page(
                request,
                Section.COUNTER,
                Label.of("柜台", "Counter"),
                "bureau/counter.jte",
                Map.of("asked", asked, "searched", searched, "table", table));
    }
}
