package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.sscard.issuer.face.CardFace;
import org.sscard.issuer.face.CardProofs;
import org.sscard.issuer.face.FaceHolder;
import org.sscard.issuer.face.FaceProof;
import org.sscard.issuer.face.FaceSide;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.CardFaceServiceGrpc;
import org.sscard.wire.issuer.v1.CardFaceTable;
import org.sscard.wire.issuer.v1.DrawProofRequest;
import org.sscard.wire.issuer.v1.FaceFont;
import org.sscard.wire.issuer.v1.FaceItem;
import org.sscard.wire.issuer.v1.GetCardFaceRequest;
import org.sscard.wire.issuer.v1.ProofPicture;

/** The card face's edge. */
public final class CardFaceRpc extends CardFaceServiceGrpc.CardFaceServiceImplBase {

    private static final int HUNDREDTHS = 100;

    private final FaceProof proof;
    private final CardProofs cards;

    public CardFaceRpc(FaceProof proof, CardProofs cards) {
        this.proof = proof;
        this.cards = cards;
    }

    @Override
    public void getCardFace(GetCardFaceRequest request, StreamObserver<CardFaceTable> observer) {
        Calls.answer(observer, () -> {
            CardFace face = proof.face();
            CardFaceTable.Builder table = CardFaceTable.newBuilder()
                    .setWidthHundredths((int) Math.round(face.widthMm() * HUNDREDTHS))
                    .setHeightHundredths((int) Math.round(face.heightMm() * HUNDREDTHS))
                    .setDigest(face.digest())
                    .addAllFonts(fonts());
            for (FaceSide side : FaceSide.values()) {
                face.items(side)
                        .forEach(item -> table.addItems(FaceItem.newBuilder()
                                .setCode(item.code())
                                .setSide(side.name())
                                .setZh(item.zh())
                                .setEn(item.en())
                                .setParagraph(item.paragraph())));
            }
            return table.build();
        });
    }

    @Override
    public void drawProof(DrawProofRequest request, StreamObserver<ProofPicture> observer) {
        Calls.answer(observer, () -> {
            FaceHolder holder = cards.holder(request.getCardNumber().strip(), Principal.current(), "face");
            String format = request.getFormat().isEmpty() ? "PNG" : request.getFormat();
            int dpi = request.getDpi() == 0 ? FaceProof.DEFAULT_DPI : request.getDpi();
            byte[] content = switch (format) {
                case "PNG" -> proof.png(FaceSide.of(request.getSide()), holder, dpi);
                case "SVG" -> proof.svg(FaceSide.of(request.getSide()), holder);
                case "PDF" -> proof.pdf(holder);
                default -> throw new CodedException(ErrorCode.REQUEST_INVALID, "format", "PNG, SVG, PDF");
            };
            return ProofPicture.newBuilder()
                    .setContent(ByteString.copyFrom(content))
                    .setMediaType(mediaType(format))
                    .addAllFonts(fonts())
                    .build();
        });
    }

    private static String mediaType(String format) {
        return switch (format) {
            case "PNG" -> "image/png";
            case "SVG" -> "image/svg+xml";
            default -> "application/pdf";
        };
    }

    private List<FaceFont> fonts() {
        List<FaceFont> fonts = new ArrayList<>();
        proof.choices()
                .forEach(choice -> fonts.add(FaceFont.newBuilder()
                        .setWanted(choice.wanted())
                        .setTaken(choice.family())
                        .setLicence(choice.licence())
                        .setSubstitute(!choice.genuine())
                        .build()));
        return fonts;
    }
}
