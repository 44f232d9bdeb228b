package org.sscard.issuer.custody;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.store.HolderStore;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.stock.StockDay;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What of the bureau's daily work takes two persons: a day that does not balance, waste, and a blacklist entry lifted by hand. */
public final class BureauActions {

    private final BlankBook blanks;
    private final RegistryStore registry;
    private final HolderStore holders;

    public BureauActions(BlankBook blanks, RegistryStore registry, HolderStore holders) {
        this.blanks = blanks;
        this.registry = registry;
        this.holders = holders;
    }

    void register(CustodyDesk desk) {
        desk.register(Verb.STOCK_VARIANCE, this::variance);
        desk.register(Verb.WASTE_DESTROY, this::waste);
        desk.register(Verb.BLACKLIST_LIFT, this::lift);
    }

    private Plan variance(CustodyRequest request) {
        request.requireOnly("day", "counted", "reason");
        LocalDate day = day(request.require("day"));
        int counted = number(request, "counted");
        String reason = request.require("reason");
        StockDay books = blanks.openDay();
        if (!books.day().equals(day)) {
            throw new CodedException(ErrorCode.STOCK_DAY_CLOSED, day);
        }
        int variance = books.counted(counted).variance();
        return new Plan(
                day + " 带差异 " + variance + " 张日终",
                List.of(new Plan.Change("期末空白卡", Integer.toString(books.expected()), counted + " 张，" + reason)),
                List.of("差异记入账册，不可更改"),
                by -> {
                    blanks.close(day, counted, true, by.account(), reason);
                    return day + " " + variance;
                });
    }

    private Plan waste(CustodyRequest request) {
        request.requireOnly("counted", "reason");
        int counted = number(request, "counted");
        String reason = request.require("reason");
        if (counted != blanks.waste()) {
            throw new CodedException(ErrorCode.STOCK_COUNT_DIFFERS, "废卡", counted, blanks.waste());
        }
        return new Plan(
                "销毁废卡 " + counted + " 张",
                List.of(new Plan.Change("废卡", counted + " 张待销毁", "已销毁，" + reason)),
                List.of("两人在场，不可恢复"),
                by -> {
                    blanks.destroyWaste(counted, by.account(), reason);
                    return Integer.toString(counted);
                });
    }

    private Plan lift(CustodyRequest request) {
        request.requireOnly("card", "reason");
        String number = request.require("card");
        String reason = request.require("reason");
        CardRecord card = registry.find(number).orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
        if (!card.blacklisted()) {
            throw new CodedException(ErrorCode.CARD_MOVE_ILLEGAL, "不在黑名单", "解除");
        }
        return new Plan(
                "解除卡 " + number + " 的黑名单",
                List.of(new Plan.Change("黑名单", "列入", "解除：" + reason)),
                List.of("卡片状态不变：" + LifeCycle.table().nameZh(card.state())),
                by -> {
                    holders.liftBlacklist(card.cardId(), by.account(), reason);
                    return number;
                });
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "day", "YYYY-MM-DD");
        }
    }

    private static int number(CustodyRequest request, String name) {
        try {
            return Integer.parseInt(request.require(name));
        } catch (NumberFormatException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, name, "0..");
        }
    }
}
