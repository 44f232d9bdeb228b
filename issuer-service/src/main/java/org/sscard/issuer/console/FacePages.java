package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sscard.issuer.face.CardProofs;
import org.sscard.issuer.face.FaceFonts;
import org.sscard.issuer.face.FaceHolder;
import org.sscard.issuer.face.FaceProof;
import org.sscard.issuer.face.FaceSide;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * {@code /workflows/face}: proof pictures of both faces. {@code front.png}, {@code back.png} and {@code proof.pdf} take
 * {@code card}, the number of a card whose holder is shown to who works on it; without it they show nobody.
 */
public final class FacePages {

    static final String HERE = WorkflowPages.HERE + "/face";

    private static final Role[] HOLDER = {Role.OPERATOR, Role.INSPECTOR, Role.REVIEWER};

    private final BureauDesk desk;
    private final FaceProof proof;
    private final CardProofs cards;

    public FacePages(BureauDesk desk, FaceProof proof, CardProofs cards) {
        this.desk = desk;
        this.proof = proof;
        this.cards = cards;
    }

    public void on(ServiceServer.Builder server) {
        server.page(HERE, this::show, Section.WORKFLOWS.roles())
                .page(HERE + "/front.png", request -> picture(request, FaceSide.FRONT), Section.WORKFLOWS.roles())
                .page(HERE + "/back.png", request -> picture(request, FaceSide.BACK), Section.WORKFLOWS.roles())
                .page(
                        HERE + "/proof.pdf",
                        request -> WorkflowPages.pdf("card-face.pdf", proof.pdf(holder(request))),
                        Section.WORKFLOWS.roles());
    }

    private HttpResponse show(PageRequest request) {
        return desk.page(
                request,
                Section.WORKFLOWS,
                Label.of("卡面样张", "Proof of the card face"),
                "bureau/face.jte",
                Map.of("sections", WorkflowPages.SECTIONS, "here", HERE, "fonts", fonts(), "items", items()));
    }

    private DataTable fonts() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (FaceFonts.Choice choice : proof.choices()) {
            rows.add(DataTable.Row.of(
                    new Cell.Text(choice.wanted()),
                    new Cell.Text(choice.family()),
                    new Cell.Text(choice.licence()),
                    new Cell.State(choice.genuine() ? Chip.good("原字体") : new Chip(Tone.WARNING, "代替"))));
        }
        return DataTable.whole(
                Label.of("字体", "fonts"),
                List.of(
                        DataTable.Column.of("标准要求", "wanted"),
                        DataTable.Column.of("实际使用", "taken"),
                        DataTable.Column.of("许可", "licence"),
                        DataTable.Column.of("状态", "standing")),
                rows,
                Label.of("没有", "none"));
    }

    private DataTable items() {
        List<DataTable.Row> rows = new ArrayList<>();
        for (FaceSide side : FaceSide.values()) {
            proof.face()
                    .items(side)
                    .forEach(item -> rows.add(DataTable.Row.of(
                            new Cell.Text(side.zh()), new Cell.Text(item.zh()), new Cell.Text(item.paragraph()))));
        }
        return DataTable.whole(
                Label.of("位置与依据", "places and their source"),
                List.of(
                        DataTable.Column.of("面", "side"),
                        DataTable.Column.of("项目", "item"),
                        DataTable.Column.of("依据", "source")),
                rows,
                Label.of("没有", "none"));
    }

    private HttpResponse picture(PageRequest request, FaceSide side) {
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(MediaType.PNG)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.wrap(proof.png(side, holder(request), FaceProof.DEFAULT_DPI)));
    }

    private FaceHolder holder(PageRequest request) {
        String card = request.asked("card");
        boolean allowed = List.of(HOLDER).stream().anyMatch(request.caller()::has);
        if (!card.isEmpty() && !allowed) {
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, request.path());
        }
        return cards.holder(card, request.caller(), request.place());
    }
}
