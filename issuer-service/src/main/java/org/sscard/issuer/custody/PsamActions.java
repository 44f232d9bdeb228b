package org.sscard.issuer.custody;

import java.util.List;
import org.sscard.issuer.psam.PsamIssuing;
import org.sscard.issuer.psam.PsamOrder;
import org.sscard.issuer.psam.PsamRecord;
import org.sscard.issuer.psam.store.PsamStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.transport.CardTransport;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What is done to PSAMs: issued with an approval, reported lost at once, found again with an approval. */
public final class PsamActions {

    private final PsamIssuing issuing;
    private final PsamStore store;
    private final CustodyDesk desk;

    public PsamActions(PsamIssuing issuing, PsamStore store, CustodyDesk desk) {
        this.issuing = issuing;
        this.store = store;
        this.desk = desk;
        desk.register(Verb.PSAM_ISSUE, this::issue);
        desk.register(Verb.PSAM_LOST, this::lost);
        desk.register(Verb.PSAM_RECOVER, this::recover);
    }

    /** Writes the approved keys into the PSAM in this reader. */
    public PsamRecord issue(String approval, CustodyRequest request, CardTransport reader, Principal by) {
        PsamOrder order = order(request);
        boolean renews = renews(request);
        return desk.performOutside(
                approval,
                request,
                by,
                () -> issuing.inspect(reader, order, renews),
                () -> renews ? issuing.renew(reader, order, by.account()) : issuing.issue(reader, order, by.account()));
    }

    private Plan issue(CustodyRequest request) {
        request.requireOnly("serial", "level", "region", "algorithm", "purpose", "renew", "own");
        PsamOrder order = order(request);
        int keys = issuing.requireKeys(order);
        if (renews(request)) {
            store.require(order.serial(), PsamRecord.State.ISSUED);
        } else if (store.find(order.serial()).isPresent()) {
            throw new CodedException(ErrorCode.PSAM_KNOWN, order.serial());
        } else {
            store.requireAllowed(order);
        }
        return new Plan(
                (renews(request) ? "更新 PSAM 密钥 " : "发行 PSAM ") + order.serial(),
                List.of(
                        new Plan.Change(
                                "密钥", renews(request) ? keys + " 个" : "", keys + " 个，第 " + order.level() + " 级"),
                        new Plan.Change("用途", "", order.purpose())),
                List.of(
                        switch (order.level()) {
                            case 1 -> "可对全国的卡认证：请慎重";
                            case 2 -> "可对全省的卡认证";
                            default -> "可对地区 " + order.region() + " 的卡认证";
                        },
                        "写入须在读写器旁进行：sscard psam issue"),
                by -> {
                    throw new CodedException(ErrorCode.STATION_NOT_CONNECTED, "PSAM");
                });
    }

    private Plan lost(CustodyRequest request) {
        request.requireOnly("serial", "reason");
        PsamRecord psam = store.require(request.require("serial"), PsamRecord.State.ISSUED, PsamRecord.State.ISSUING);
        String reason = request.require("reason");
        return new Plan(
                "PSAM 挂失 " + psam.serial(),
                List.of(new Plan.Change("状态", psam.state().zh(), PsamRecord.State.LOST.zh())),
                List.of("列入黑名单；终端 " + psam.terminal() + " 的交易凭证不再被承认"),
                by -> store.finish(psam.serial(), PsamRecord.State.LOST, psam.keys(), by.account(), reason)
                        .state()
                        .name());
    }

    private Plan recover(CustodyRequest request) {
        request.requireOnly("serial", "reason");
        PsamRecord psam = store.require(request.require("serial"), PsamRecord.State.LOST);
        String reason = request.require("reason");
        return new Plan(
                "解除 PSAM 挂失 " + psam.serial(),
                List.of(new Plan.Change("状态", psam.state().zh(), PsamRecord.State.ISSUED.zh())),
                List.of("移出黑名单；终端 " + psam.terminal() + " 的交易凭证重新被承认"),
                by -> store.finish(psam.serial(), PsamRecord.State.ISSUED, psam.keys(), by.account(), reason)
                        .state()
                        .name());
    }

    private static boolean renews(CustodyRequest request) {
        return switch (request.optional("renew", "no")) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new CodedException(ErrorCode.REQUEST_INVALID, "renew", "yes, no");
        };
    }

    private static PsamOrder order(CustodyRequest request) {
        String level = request.require("level");
        String algorithm = request.optional("algorithm", "DES");
        String own = request.optional("own", "1");
        if (!level.matches("[1-3]")
                || !(algorithm.equals("DES") || algorithm.equals("SM4"))
                || !own.matches("[0-9]{1,3}")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "level, algorithm, own", "1-3; DES, SM4; 1-255");
        }
        return new PsamOrder(
                request.require("serial"),
                Integer.parseInt(level),
                request.require("region"),
                CardAlgorithm.valueOf(algorithm),
                request.require("purpose"),
                Integer.parseInt(own));
    }
}
