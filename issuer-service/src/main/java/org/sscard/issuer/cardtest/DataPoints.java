package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.hex;
import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.Arrays;
import java.util.Optional;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.codec.ValueCodecException;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.identity.CardNumber;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.SpecificationVersion;

/** What the issuer's data file says: points 6 to 10. */
final class DataPoints {

    private static final String ORGANISATION_HEAD = "9156000002";
    private static final int AUTHENTICATED = 12;

    private DataPoints() {}

    private static byte[] value(TestedCard card, ElementRef ref) {
        card.fresh();
        Element element = card.layout().element(ref);
        byte[] record = card.expectOk(
                say("读 " + element.zh(), "READ RECORD " + element.en()),
                FileCommands.readRecordByTag(ref.file().sfi(), ref.tag()));
        try {
            return TlvRecord.decode(record).value();
        } catch (ValueCodecException e) {
            throw new PointFailure(say("记录 " + ref, "record " + ref), "tag, length, value", record.length + " bytes");
        }
    }

    private static String text(TestedCard card, ElementRef ref) {
        return ElementCodec.decode(card.layout().element(ref), value(card, ref)).trim();
    }

    /** Point 6. */
    static void specificationVersion(TestedCard card) {
        String text = text(card, CardElements.SPECIFICATION_VERSION);
        SpecificationVersion expected = card.layout().version();
        Optional<SpecificationVersion> found = SpecificationVersion.ofElement03(text);
        boolean wellFormed = text.isEmpty() || text.matches("[1-3]\\.[0-9]{2}");
        require(
                wellFormed && found.filter(expected::equals).isPresent(),
                say("规范版本", "specification version"),
                expected.text(),
                text.isEmpty() ? "empty" : text);
    }

    /** Point 7: 91 56 00 00 02, two regions, a sequence (§3). */
    static void initialisingOrganisation(TestedCard card) {
        String digits = hex(value(card, CardElements.INITIALISATION_ORGANISATION));
        require(
                digits.matches(ORGANISATION_HEAD + "[1-9][0-9]{5}[1-9][0-9]{5}[0-9]{2}"),
                say("初始化机构编号的形式", "form of the initialisation organisation id"),
                ORGANISATION_HEAD + " + region 3 + region 3 + sequence 1",
                digits);
    }

    private static CardIdentificationCode identificationCode(TestedCard card) {
        byte[] value = value(card, CardElements.IDENTIFICATION_CODE);
        require(
                value.length == CardIdentificationCode.LENGTH,
                say("卡的识别码长度", "length of the identification code"),
                "16 bytes",
                value.length + " bytes");
        return CardIdentificationCode.ofBytes(value);
    }

    /** Point 8. */
    static void regionInIdentificationCode(TestedCard card) {
        CardIdentificationCode code = identificationCode(card);
        require(
                code.hasStandardForm(),
                say("识别码第 4 至 8 字节应为 D156000005", "bytes 4 to 8 are D156000005, the first three digits"),
                card.facts().region() + "D156000005",
                code.hex().substring(0, 16));
        require(
                code.regionDigits().equals(card.facts().region()),
                say("识别码中的地区", "region of the identification code"),
                card.facts().region(),
                code.regionDigits());
    }

    /** Point 9: the authentication code over the first 12 bytes with IRK (§3, convention). */
    static void identificationCodeAuthentication(TestedCard card) {
        CardIdentificationCode code = identificationCode(card);
        byte[] expected = card.keys()
                .authenticationCode(Arrays.copyOf(code.bytes(), AUTHENTICATED))
                .orElseThrow(() -> new PointSkipped(
                        say("需要 IRK 本身；PSAM 只给出过程密钥", "needs the IRK itself; a PSAM gives session keys only")));
        require(
                Arrays.equals(expected, code.authenticationCode()),
                say("识别码认证码", "authentication code"),
                hex(expected),
                hex(code.authenticationCode()));
    }

    /** Point 10. The number is personal: only what is wrong with it is told. */
    static void cardNumber(TestedCard card) {
        String number = text(card, CardElements.CARD_NUMBER);
        require(
                number.matches("[A-Z][0-9A-Z]{7}[0-9X]"),
                say("卡号形式", "form of the card number"),
                "a letter, 7 letters or digits, a check character",
                number.length() + " characters of another form");
        char expected = CardNumber.checkCharacter(number.substring(0, 8));
        require(
                number.charAt(8) == expected,
                say("卡号校验位", "check character of the card number"),
                String.valueOf(expected),
                String.valueOf(number.charAt(8)));
    }
}
