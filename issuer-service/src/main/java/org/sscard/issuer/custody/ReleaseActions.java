package org.sscard.issuer.custody;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.workflow.CardOs;
import org.sscard.issuer.workflow.IssuingGate;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.issuer.workflow.store.ReleaseStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Which card operating systems may be used, and which batch goes into production on one of them: two persons each. */
public final class ReleaseActions {

    private final CardOsStore register;
    private final ReleaseStore releases;
    private final IssuingGate gate;
    private final BatchStore batches;
    private final RegistryStore registry;
    private final Clock clock;

    public ReleaseActions(
            CardOsStore register,
            ReleaseStore releases,
            IssuingGate gate,
            BatchStore batches,
            RegistryStore registry,
            Clock clock) {
        this.register = register;
        this.releases = releases;
        this.gate = gate;
        this.batches = batches;
        this.registry = registry;
        this.clock = clock;
    }

    void register(CustodyDesk desk) {
        desk.register(Verb.COS_APPROVE, this::approve);
        desk.register(Verb.COS_REVOKE, this::revoke);
        desk.register(Verb.BATCH_RELEASE, this::release);
    }

    private Plan approve(CustodyRequest request) {
        request.requireOnly("approval", "vendor", "chip", "cardOs", "historical", "from", "to");
        CardOs entry = new CardOs(
                request.require("approval"),
                request.require("vendor"),
                request.require("chip"),
                request.require("cardOs"),
                request.require("historical").toUpperCase(Locale.ROOT),
                day(request, "from"),
                day(request, "to"),
                false,
                "",
                "",
                Instant.EPOCH);
        if (LocalDate.now(clock).isAfter(entry.validTo())) {
            throw new CodedException(ErrorCode.CARD_OS_EXPIRED, entry.approvalNumber());
        }
        Optional<CardOs> known = register.find(entry.approvalNumber());
        CardOsStore.requireNew(known, entry);
        return new Plan(
                "核准卡操作系统 " + entry.vendor() + " " + entry.cardOs() + "，核准号 " + entry.approvalNumber(),
                List.of(
                        new Plan.Change(
                                "登记",
                                known.map(before -> "已撤销：" + before.reason()).orElse(""),
                                "有效 " + entry.validFrom() + " 至 " + entry.validTo()),
                        new Plan.Change("芯片", "", entry.chip() + "，历史字节 T1–T5 " + entry.historical())),
                List.of("这种空白卡可用于放行的批次"),
                by -> register.approve(entry, by.account()).approvalNumber());
    }

    private Plan revoke(CustodyRequest request) {
        request.requireOnly("approval", "reason");
        CardOs entry = register.require(request.require("approval"));
        String reason = request.require("reason");
        if (entry.revoked()) {
            throw new CodedException(ErrorCode.CARD_OS_NOT_APPROVED, entry.approvalNumber());
        }
        return new Plan(
                "撤销卡操作系统核准 " + entry.approvalNumber(),
                List.of(new Plan.Change(
                        "核准", entry.standing(LocalDate.now(clock)).zh(), CardOs.Standing.REVOKED.zh() + "：" + reason)),
                List.of("用它的批次立即停止制卡，已开始的卡做完", "重新核准须两人"),
                by -> register.revoke(entry.approvalNumber(), by.account(), reason)
                        .approvalNumber());
    }

    private Plan release(CustodyRequest request) {
        request.requireOnly("batch", "cardOs");
        BatchRecord batch = batch(request.require("batch"));
        String cardOs = request.require("cardOs");
        if (releases.find(batch.batchId()).isPresent()) {
            throw new CodedException(ErrorCode.BATCH_RELEASED, batch.batchId());
        }
        int cards = registry.countByState(batch.batchId()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        List<String> reach = new ArrayList<>(List.of("地区 " + batch.region() + "，" + cards + " 张，放行后可开始制卡"));
        gate.require(batch.region(), cardOs, cards)
                .forEach(finding -> reach.add("测试环境，未满足：" + finding.condition().zh()));
        CardOs entry = register.require(cardOs);
        return new Plan(
                "放行批次 " + batch.batchId() + "，" + cards + " 张",
                List.of(
                        new Plan.Change("批次", "未放行", "已放行"),
                        new Plan.Change("卡操作系统", "", entry.vendor() + " " + entry.cardOs() + "，核准号 " + cardOs)),
                reach,
                by -> releases.release(batch.batchId(), cardOs, cards, by.account())
                        .batchId()
                        .toString());
    }

    private BatchRecord batch(String id) {
        try {
            return batches.find(UUID.fromString(id))
                    .orElseThrow(() -> new CodedException(ErrorCode.BATCH_NOT_FOUND, id));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, id);
        }
    }

    private static LocalDate day(CustodyRequest request, String name) {
        try {
            return LocalDate.parse(request.require(name));
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, name, "YYYY-MM-DD");
        }
    }
}
