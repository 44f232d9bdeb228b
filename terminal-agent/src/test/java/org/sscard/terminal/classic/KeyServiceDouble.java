package org.sscard.terminal.classic;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sscard.spec.command.PinBlock;
import org.sscard.terminal.card.Images;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.AuthenticateRequest;
import org.sscard.wire.keys.v1.AuthenticateResponse;
import org.sscard.wire.keys.v1.AuthorisePurchaseRequest;
import org.sscard.wire.keys.v1.AuthorisePurchaseResponse;
import org.sscard.wire.keys.v1.CardOfKeys;
import org.sscard.wire.keys.v1.ConfirmPurchaseRequest;
import org.sscard.wire.keys.v1.ConfirmPurchaseResponse;
import org.sscard.wire.keys.v1.Cryptogram;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.PurchaseToAuthorise;
import org.sscard.wire.keys.v1.ReloadPinRequest;
import org.sscard.wire.keys.v1.SecureCommandRequest;
import org.sscard.wire.keys.v1.SecureCommandResponse;
import org.sscard.wire.terminal.v1.CardAlgorithm;

/** A key service on the virtual card's own crypto, with the keys of the test images. */
public final class KeyServiceDouble extends KeyServiceGrpc.KeyServiceImplBase {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** Names of the calls, in order. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

    private int terminalSequence = 500;

    private static KeyHost host(CardOfKeys card) {
        boolean des = card.getAlgorithm() == CardAlgorithm.CARD_ALGORITHM_DES;
        return new KeyHost(
                des ? "DES" : "SM4", Images.ROOT, "0123456789ABCDEF", card.getRegion(), hex(card.getHistoricalBytes()));
    }

    private static String hex(ByteString bytes) {
        return HEX.formatHex(bytes.toByteArray());
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HEX.parseHex(hex));
    }

    private <T> void reply(String call, StreamObserver<T> answer, T message) {
        calls.add(call);
        answer.onNext(message);
        answer.onCompleted();
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> answer) {
        AuthenticateResponse.Builder response = AuthenticateResponse.newBuilder();
        StringBuilder names = new StringBuilder("authenticate");
        request.getAuthenticationsList().forEach(asked -> {
            names.append(' ').append(asked.getKey().getName());
            String both = host(asked.getCard()).answer(hex(asked.getRandom()), hex(asked.getData()));
            response.addCryptograms(Cryptogram.newBuilder()
                    .setCryptogram(bytes(both.substring(0, 16)))
                    .setVersion(1));
        });
        reply(names.toString(), answer, response.build());
    }

    @Override
    public void secureCommand(SecureCommandRequest request, StreamObserver<SecureCommandResponse> answer) {
        String header = hex(request.getHeader());
        if (request.getEncrypted() || !request.getKey().getName().equals("STK") || !header.equals("84240000")) {
            answer.onError(GrpcErrors.toStatus(new CodedException(ErrorCode.KEY_CALLER_REFUSED, header)));
            return;
        }
        String secured = host(request.getCard()).secured(hex(request.getChallenge()), header, "");
        reply("secureCommand", answer, field(secured));
    }

    @Override
    public void reloadPin(ReloadPinRequest request, StreamObserver<SecureCommandResponse> answer) {
        String plain = HEX.formatHex(PinBlock.encode(request.getPin().toByteArray()));
        reply(
                "reloadPin",
                answer,
                field(host(request.getCard()).secured(hex(request.getChallenge()), "84240001", plain)));
    }

    private static SecureCommandResponse field(String secured) {
        return SecureCommandResponse.newBuilder()
                .setDataField(bytes(secured.substring(8)))
                .build();
    }

    @Override
    public void authorisePurchase(AuthorisePurchaseRequest request, StreamObserver<AuthorisePurchaseResponse> answer) {
        PurchaseToAuthorise purchase = request.getPurchase();
        terminalSequence++;
        String mac1 = host(purchase.getCard())
                .mac1(
                        hex(purchase.getCardRandom()),
                        purchase.getCardSequence(),
                        terminalSequence,
                        purchase.getAccountFen(),
                        purchase.getSelfPayFen(),
                        purchase.getPooledFen(),
                        "32" + purchase.getTerminal() + purchase.getTime());
        reply(
                "authorisePurchase " + purchase.getTerminal(),
                answer,
                AuthorisePurchaseResponse.newBuilder()
                        .setTerminalSequence(terminalSequence)
                        .setMac1(bytes(mac1))
                        .build());
    }

    @Override
    public void confirmPurchase(ConfirmPurchaseRequest request, StreamObserver<ConfirmPurchaseResponse> answer) {
        PurchaseToAuthorise purchase = request.getPurchase();
        String mac2 = host(purchase.getCard())
                .mac2(
                        hex(purchase.getCardRandom()),
                        purchase.getCardSequence(),
                        request.getTerminalSequence(),
                        purchase.getAccountFen(),
                        purchase.getSelfPayFen(),
                        purchase.getPooledFen());
        reply(
                "confirmPurchase",
                answer,
                ConfirmPurchaseResponse.newBuilder()
                        .setGenuine(mac2.equals(hex(request.getMac2())))
                        .build());
    }
}
