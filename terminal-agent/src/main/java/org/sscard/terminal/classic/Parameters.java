package org.sscard.terminal.classic;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.authority.KeyAnswer;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.authority.PurchaseMac;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.ReadingRight;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The parameters of one call; whichever way they came, each is a text. */
final class Parameters {

    /** iType (§1): 1 contact, 2 contactless, 3 contact first, 4 contactless first. */
    private static final Map<String, CardPlace> PLACES = Map.of(
            "1", CardPlace.ofRoles(ReaderRole.USER_CONTACT),
            "2", CardPlace.ofRoles(ReaderRole.USER_CONTACTLESS),
            "3", CardPlace.ofRoles(ReaderRole.USER_CONTACT, ReaderRole.USER_CONTACTLESS),
            "4", CardPlace.ofRoles(ReaderRole.USER_CONTACTLESS, ReaderRole.USER_CONTACT));

    private static final Map<String, ReadingRight> RIGHTS = Map.of("1", ReadingRight.PIN, "2", ReadingRight.KEY);
    private static final Pattern YUAN = Pattern.compile("([0-9]{1,8})(?:\\.([0-9]{1,2}))?");
    private static final Pattern TIME = Pattern.compile("[0-9]{14}");
    private static final Pattern KEY_ANSWER = Pattern.compile("[0-9A-Fa-f]{32}");
    private static final int CRYPTOGRAM_DIGITS = 16;
    private static final Pattern COMMAND = Pattern.compile("(?:[0-9A-Fa-f]{2}){8,24}");
    private static final Pattern FOUR_BYTES = Pattern.compile("[0-9A-Fa-f]{8}");
    private static final int PAY_FIELDS = 3;
    /** 42949672.95 yuan and above do not fit the card's 4 bytes. */
    private static final long AMOUNT_LIMIT_FEN = 4_294_967_295L;

    private final Map<String, String> values;

    Parameters(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** @throws CodedException CLASSIC_PARAMETER when it is not there */
    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new CodedException(ErrorCode.CLASSIC_PARAMETER, name);
        }
        return value;
    }

    /** @throws CodedException CLASSIC_CARD_TYPE */
    CardPlace place() {
        CardPlace place = PLACES.get(text("iType").strip());
        if (place == null) {
            throw new CodedException(ErrorCode.CLASSIC_CARD_TYPE);
        }
        return place;
    }

    /** @throws CodedException CLASSIC_CARD_TYPE */
    void requirePlace() {
        var unused = place();
    }

    /** Used only where the file's rule leaves the choice (§1): callers send 0, nothing or an empty string for other files. */
    ReadingRight right() {
        return RIGHTS.getOrDefault(values.getOrDefault("iAuthType", "").strip(), ReadingRight.UNSTATED);
    }

    /** pCardInfo: card identification code|card number|. */
    ExpectedCard card() {
        List<String> fields = fields("pCardInfo");
        if (fields.size() != 2 || fields.get(1).isEmpty()) {
            throw input("pCardInfo");
        }
        try {
            byte[] code = HexFormat.of().parseHex(fields.get(0));
            return new ExpectedCard(CardIdentificationCode.ofBytes(code), Optional.of(fields.get(1)));
        } catch (IllegalArgumentException e) {
            throw input("pCardInfo");
        }
    }

    /** pPayInfo: total|account + pool|YYYYMMDDhhmmss|, yuan; checked before the PIN (§6). */
    Purchase purchase() {
        List<String> fields = fields("pPayInfo");
        if (fields.size() != PAY_FIELDS || !TIME.matcher(fields.get(2)).matches()) {
            throw input("pPayInfo");
        }
        long total = fen(fields.get(0));
        long accountAndPool = fen(fields.get(1));
        if (accountAndPool > total) {
            throw input("pPayInfo");
        }
        return new Purchase(0, total, accountAndPool, fields.get(2));
    }

    private static long fen(String yuan) {
        Matcher amount = YUAN.matcher(yuan);
        if (!amount.matches()) {
            throw input("pPayInfo");
        }
        String decimals = amount.group(2) == null ? "00" : (amount.group(2) + "0").substring(0, 2);
        long fen = Long.parseLong(amount.group(1) + decimals);
        if (fen >= AMOUNT_LIMIT_FEN) {
            throw input("pPayInfo");
        }
        return fen;
    }

    /** pKey of most steps: 32 hex digits, cryptogram ‖ data. */
    KeyAnswer keyAnswer() {
        List<String> fields = fields("pKey");
        if (fields.size() != 1) {
            throw input("pKey");
        }
        return keyAnswer(fields.get(0));
    }

    /** pKey of the basic read: the internal result, and the external one where the card wants it. */
    List<KeyAnswer> keyAnswers() {
        List<String> fields = fields("pKey");
        List<String> given = fields.size() == 2 && fields.get(1).isEmpty() ? fields.subList(0, 1) : fields;
        if (given.size() > 2) {
            throw input("pKey");
        }
        return given.stream().map(Parameters::keyAnswer).toList();
    }

    private static KeyAnswer keyAnswer(String hex) {
        if (!KEY_ANSWER.matcher(hex).matches()) {
            throw input("pKey");
        }
        return new KeyAnswer(hex.substring(0, CRYPTOGRAM_DIGITS), hex.substring(CRYPTOGRAM_DIGITS));
    }

    /** pKey of the last PIN step: header ‖ [ciphertext] ‖ MAC. */
    byte[] command() {
        List<String> fields = fields("pKey");
        if (fields.size() != 1 || !COMMAND.matcher(fields.get(0)).matches()) {
            throw input("pKey");
        }
        return HexFormat.of().parseHex(fields.get(0));
    }

    /** @param time YYYYMMDDhhmmss */
    record PurchaseAnswer(PurchaseMac mac, String time) {}

    /** pKey of the debit: terminal sequence · time · MAC1. */
    PurchaseAnswer purchaseAnswer() {
        List<String> fields = fields("pKey");
        boolean whole = fields.size() == PAY_FIELDS
                && FOUR_BYTES.matcher(fields.get(0)).matches()
                && TIME.matcher(fields.get(1)).matches()
                && FOUR_BYTES.matcher(fields.get(2)).matches();
        if (!whole) {
            throw input("pKey");
        }
        return new PurchaseAnswer(
                new PurchaseMac(
                        Integer.parseUnsignedInt(fields.get(0), 16), Integer.parseUnsignedInt(fields.get(2), 16)),
                fields.get(1));
    }

    /** Fields that each end with {@code |}; callers trim the last one. */
    private List<String> fields(String name) {
        String text = text(name).strip();
        String trimmed = text.endsWith("|") ? text.substring(0, text.length() - 1) : text;
        return List.of(trimmed.split("\\|", -1)).stream().map(String::strip).toList();
    }

    private static CodedException input(String name) {
        return new CodedException(ErrorCode.CLASSIC_INPUT, name);
    }
}
