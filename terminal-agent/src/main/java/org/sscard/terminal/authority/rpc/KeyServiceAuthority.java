package org.sscard.terminal.authority.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.authority.PurchaseAuthority;
import org.sscard.terminal.authority.PurchaseMac;
import org.sscard.terminal.pin.Pin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.AuthenticateRequest;
import org.sscard.wire.keys.v1.AuthenticateResponse;
import org.sscard.wire.keys.v1.Authentication;
import org.sscard.wire.keys.v1.AuthorisePurchaseRequest;
import org.sscard.wire.keys.v1.AuthorisePurchaseResponse;
import org.sscard.wire.keys.v1.CardOfKeys;
import org.sscard.wire.keys.v1.ConfirmPurchaseRequest;
import org.sscard.wire.keys.v1.KeyName;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.PurchaseToAuthorise;
import org.sscard.wire.keys.v1.ReloadPinRequest;
import org.sscard.wire.keys.v1.SecureCommandRequest;

/**
 * The key service (密钥服务) in place of a PSAM, for one session on one card. Nothing is asked twice: a lost answer is a
 * refusal, for no cryptogram has reached the card by then.
 */
public final class KeyServiceAuthority implements PurchaseAuthority {

    private static final int CRYPTOGRAM_LENGTH = 8;
    private static final int MAC_LENGTH = 4;

    private final KeyServiceGrpc.KeyServiceBlockingStub keys;
    private final String terminal;
    private final int purchaseKeyIndex;
    private @Nullable ConfirmPurchaseRequest authorised;

    private KeyServiceAuthority(KeyServiceGrpc.KeyServiceBlockingStub keys, String terminal, int purchaseKeyIndex) {
        this.keys = keys;
        this.terminal = terminal;
        this.purchaseKeyIndex = purchaseKeyIndex;
    }

    /**
     * @param terminal the number under which this agent debits without a PSAM, 12 digits
     * @param purchaseKeyIndex 1 to 3
     * @param limit how long one answer may take
     * @return an authority for each session
     */
    public static Supplier<PurchaseAuthority> at(
            RpcConnection connection, String terminal, int purchaseKeyIndex, Duration limit) {
        KeyServiceGrpc.KeyServiceBlockingStub keys =
                connection.stub(KeyServiceGrpc.KeyServiceBlockingStub.class, limit);
        return () -> new KeyServiceAuthority(keys, terminal, purchaseKeyIndex);
    }

    @Override
    public byte[] cryptogram(KeyDefinition key, CardIdentity card, byte[] random, byte[] data) {
        AuthenticateResponse answer = asked(() -> keys.authenticate(AuthenticateRequest.newBuilder()
                .addAuthentications(Authentication.newBuilder()
                        .setCard(card(card))
                        .setKey(name(key))
                        .setRandom(ByteString.copyFrom(random))
                        .setData(ByteString.copyFrom(data)))
                .build()));
        if (answer.getCryptogramsCount() != 1) {
            throw unusable();
        }
        return exactly(answer.getCryptograms(0).getCryptogram(), CRYPTOGRAM_LENGTH);
    }

    @Override
    public byte[] commandMac(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header) {
        ByteString field = asked(() -> keys.secureCommand(SecureCommandRequest.newBuilder()
                        .setCard(card(card))
                        .setKey(name(key))
                        .setChallenge(ByteString.copyFrom(challenge))
                        .setHeader(ByteString.copyFrom(header))
                        .build()))
                .getDataField();
        return exactly(field, MAC_LENGTH);
    }

    /** The key service knows the header by itself. The message is over the copy that the PIN wipes afterwards. */
    @Override
    public byte[] pinReload(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header, Pin pin) {
        ByteString field = pin.digits(digits -> asked(() -> keys.reloadPin(ReloadPinRequest.newBuilder()
                        .setCard(card(card))
                        .setKey(name(key))
                        .setChallenge(ByteString.copyFrom(challenge))
                        .setPin(UnsafeByteOperations.unsafeWrap(digits))
                        .build()))
                .getDataField());
        int block = card.algorithm().blockBytes();
        if (field.size() <= MAC_LENGTH || (field.size() - MAC_LENGTH) % block != 0) {
            throw unusable();
        }
        return field.toByteArray();
    }

    @Override
    public String terminal() {
        return terminal;
    }

    @Override
    public int purchaseKeyIndex() {
        return purchaseKeyIndex;
    }

    @Override
    public PurchaseMac authorise(CardIdentity card, Purchase purchase, PurchaseInitialisation initialisation) {
        PurchaseToAuthorise wanted = PurchaseToAuthorise.newBuilder()
                .setCard(card(card))
                .setKeyIndex(purchaseKeyIndex)
                .setCardRandom(ByteString.copyFrom(initialisation.randomBytes()))
                .setCardSequence(initialisation.sequence())
                .setAccountFen(purchase.accountFen())
                .setSelfPayFen(purchase.selfPayFen())
                .setPooledFen(purchase.pooledFen())
                .setTerminal(terminal)
                .setTime(purchase.time())
                .build();
        AuthorisePurchaseResponse answer = asked(() -> keys.authorisePurchase(
                AuthorisePurchaseRequest.newBuilder().setPurchase(wanted).build()));
        int mac1 = ByteBuffer.wrap(exactly(answer.getMac1(), MAC_LENGTH)).getInt();
        authorised = ConfirmPurchaseRequest.newBuilder()
                .setPurchase(wanted)
                .setTerminalSequence(answer.getTerminalSequence())
                .build();
        return new PurchaseMac(answer.getTerminalSequence(), mac1);
    }

    @Override
    public boolean confirm(byte[] mac2) {
        ConfirmPurchaseRequest purchase = authorised;
        if (purchase == null) {
            throw new IllegalStateException("no purchase was authorised");
        }
        return asked(() -> keys.confirmPurchase(
                        purchase.toBuilder().setMac2(ByteString.copyFrom(mac2)).build()))
                .getGenuine();
    }

    /** What the key service refuses comes back as it says; everything else is a key service that is away. */
    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw GrpcErrors.fromStatus(e).orElseGet(() -> new CodedException(e, ErrorCode.KEY_SERVICE_UNAVAILABLE));
        }
    }

    private static byte[] exactly(ByteString answer, int length) {
        if (answer.size() != length) {
            throw unusable();
        }
        return answer.toByteArray();
    }

    private static CodedException unusable() {
        return new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE);
    }

    private static KeyName name(KeyDefinition key) {
        return KeyName.newBuilder().setName(key.name()).setVersion(1).build();
    }

    private static CardOfKeys card(CardIdentity card) {
        return CardOfKeys.newBuilder()
                .setRegion(card.region())
                .setHistoricalBytes(ByteString.copyFrom(card.historicalBytes()))
                .setAlgorithm(algorithm(card.algorithm()))
                .build();
    }

    private static org.sscard.wire.terminal.v1.CardAlgorithm algorithm(CardAlgorithm algorithm) {
        return switch (algorithm) {
            case DES -> org.sscard.wire.terminal.v1.CardAlgorithm.CARD_ALGORITHM_DES;
            case SSF33 -> org.sscard.wire.terminal.v1.CardAlgorithm.CARD_ALGORITHM_SSF33;
            case SM4 -> org.sscard.wire.terminal.v1.CardAlgorithm.CARD_ALGORITHM_SM4;
        };
    }
}
