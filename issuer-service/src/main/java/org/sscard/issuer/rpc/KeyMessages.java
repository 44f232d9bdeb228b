package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import org.sscard.issuer.keyservice.CryptogramDesk;
import org.sscard.issuer.keyservice.CryptogramDesk.NamedKey;
import org.sscard.issuer.keyservice.CryptogramDesk.Question;
import org.sscard.issuer.keyservice.KeyCaller;
import org.sscard.issuer.keyservice.KeyedCard;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.servicekit.security.Principal;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.Authentication;
import org.sscard.wire.keys.v1.CardOfKeys;
import org.sscard.wire.keys.v1.InternalAuthentication;
import org.sscard.wire.keys.v1.KeyName;
import org.sscard.wire.keys.v1.PurchaseToAuthorise;

/** Messages of the key service as values, lengths checked. */
final class KeyMessages {

    private static final int BLOCK = 8;
    private static final int HALF_BLOCK = 4;

    private KeyMessages() {}

    static KeyCaller caller() {
        Principal caller = Principal.current();
        return new KeyCaller(caller.account(), caller.roles());
    }

    static KeyedCard card(CardOfKeys card) {
        return new KeyedCard(
                card.getRegion(),
                HistoricalBytes.ofBytes(bytes("historical_bytes", card.getHistoricalBytes(), HistoricalBytes.LENGTH)),
                algorithm(card.getAlgorithm()));
    }

    static NamedKey key(KeyName key) {
        return new NamedKey(key.getName(), key.getVersion());
    }

    static Question question(Authentication message) {
        return new Question(
                card(message.getCard()),
                key(message.getKey()),
                hex("random", message.getRandom(), BLOCK),
                hex("data", message.getData(), BLOCK));
    }

    static CryptogramDesk.CardAnswer answer(InternalAuthentication message) {
        Question question = new Question(
                card(message.getCard()),
                key(message.getKey()),
                hex("random", message.getRandom(), BLOCK),
                hex("data", message.getData(), BLOCK));
        return new CryptogramDesk.CardAnswer(question, hex("cryptogram", message.getCryptogram(), BLOCK));
    }

    static CryptogramDesk.Purchase purchase(PurchaseToAuthorise message) {
        return new CryptogramDesk.Purchase(
                card(message.getCard()),
                message.getKeyIndex(),
                hex("card_random", message.getCardRandom(), HALF_BLOCK),
                message.getCardSequence(),
                message.getAccountFen(),
                message.getSelfPayFen(),
                message.getPooledFen(),
                message.getTerminal(),
                message.getTime());
    }

    static byte[] challenge(ByteString challenge) {
        return bytes("challenge", challenge, BLOCK);
    }

    static byte[] header(ByteString header) {
        return bytes("header", header, HALF_BLOCK);
    }

    static byte[] mac(ByteString mac) {
        return bytes("mac2", mac, HALF_BLOCK);
    }

    static byte[] bytes(String field, ByteString bytes, int length) {
        if (bytes.size() != length) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, length + " bytes");
        }
        return bytes.toByteArray();
    }

    private static String hex(String field, ByteString bytes, int length) {
        return HexFormat.of().formatHex(bytes(field, bytes, length));
    }

    static CardAlgorithm algorithm(org.sscard.wire.terminal.v1.CardAlgorithm algorithm) {
        return switch (algorithm) {
            case CARD_ALGORITHM_DES -> CardAlgorithm.DES;
            case CARD_ALGORITHM_SM4 -> CardAlgorithm.SM4;
            default -> CardAlgorithm.SSF33;
        };
    }
}
