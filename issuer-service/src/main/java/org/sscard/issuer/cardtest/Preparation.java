package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.cardtest.CardTestReport.Identification;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.codec.CardText;
import org.sscard.spec.codec.TlvRecord;
import org.sscard.spec.codec.ValueCodecException;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.FileControlInformation;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.ElementRef;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.layout.Wording;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.GetResponseTransport;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What a run must know before its first point: which layout, which algorithm, which factors. What the tester did not say
 * is taken from the card; nothing is judged here.
 */
final class Preparation implements AutoCloseable {

    private static final int HISTORICAL = 13;
    private static final String UNKNOWN_REGION = "000000";

    private final CardTransport whole;
    private final CardTest.Permission permission;
    private final RunFacts facts;
    private final String serial;

    Preparation(
            CardTransport card,
            TestSubject subject,
            TestAuthority authority,
            @Nullable TestAuthority psam,
            CardTest.Permission permission) {
        this.whole = new GetResponseTransport(card);
        this.permission = permission;
        try {
            byte[] atr = card.reset();
            Optional<FileControlInformation> fci = selectEnvironment();
            Optional<byte[]> code = read(CardElements.IDENTIFICATION_CODE);
            SpecificationVersion version =
                    subject.version().or(this::versionOnCard).orElse(SpecificationVersion.V2_0);
            String region =
                    subject.region().or(() -> code.flatMap(Preparation::region)).orElse(UNKNOWN_REGION);
            CardAlgorithm algorithm = subject.algorithm()
                    .or(() -> fci.flatMap(FileControlInformation::algorithm).filter(CardAlgorithm::isSupported))
                    .orElse(CardAlgorithm.DES);
            byte[] historical = AnswerPoints.historicalBytes(atr).orElseGet(() -> lastBytes(atr));
            this.serial = code.map(bytes -> TestedCard.hex(Arrays.copyOfRange(bytes, 8, 12)))
                    .orElse("");
            this.facts = new RunFacts(
                    subject,
                    CardLayout.of(version),
                    region,
                    algorithm,
                    TestedCard.hex(atr),
                    TestedCard.hex(historical),
                    authority.of(region, historical, algorithm),
                    Optional.ofNullable(psam).map(source -> source.of(region, historical, algorithm)),
                    permission.destructive() && permission.allowedSerial().test(serial));
        } catch (CardTransportException e) {
            throw new CodedException(e, code(e.kind()));
        }
    }

    private static ErrorCode code(CardTransportException.Kind kind) {
        return switch (kind) {
            case CARD_REMOVED -> ErrorCode.CARD_REMOVED;
            case CARD_RESET -> ErrorCode.CARD_RESET;
            case CARD_MUTE -> ErrorCode.CARD_MUTE;
            case READER_LOST -> ErrorCode.READER_LOST;
        };
    }

    RunFacts facts() {
        return facts;
    }

    Identification identification() {
        return new Identification(
                facts.region(),
                facts.layout().version().text(),
                facts.algorithm().name(),
                serial);
    }

    /** Why a destructive point may not run; empty when it may. */
    Optional<Wording> forbidden() {
        if (!permission.destructive()) {
            return Optional.of(say("破坏性测试需要 --destructive", "destructive: only with --destructive"));
        }
        return permission.allowedSerial().test(serial)
                ? Optional.empty()
                : Optional.of(
                        say("卡序列号 " + serial + " 不在允许之列", "serial " + serial + " is not allowed to be destroyed"));
    }

    private Optional<FileControlInformation> selectEnvironment() {
        Application environment = CardLayout.of(SpecificationVersion.V2_0).application(TestedCard.ENVIRONMENT);
        ResponseApdu answer = whole.transmit(FileCommands.selectByName(environment.aidBytes()));
        try {
            return answer.status().isOk() ? Optional.of(FileControlInformation.parse(answer.data())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<SpecificationVersion> versionOnCard() {
        return read(CardElements.SPECIFICATION_VERSION)
                .flatMap(value ->
                        SpecificationVersion.ofElement03(CardText.decode(value).trim()));
    }

    private Optional<byte[]> read(ElementRef ref) {
        ResponseApdu answer =
                whole.transmit(FileCommands.readRecordByTag(ref.file().sfi(), ref.tag()));
        try {
            byte[] value = TlvRecord.decode(answer.data()).value();
            return answer.status().isOk() ? Optional.of(value) : Optional.empty();
        } catch (ValueCodecException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> region(byte[] code) {
        return code.length == CardIdentificationCode.LENGTH
                ? Optional.of(CardIdentificationCode.ofBytes(code).regionDigits())
                        .filter(digits -> digits.matches("[0-9]{6}"))
                : Optional.empty();
    }

    private static byte[] lastBytes(byte[] atr) {
        byte[] padded = new byte[HISTORICAL];
        int length = Math.min(atr.length, HISTORICAL);
        System.arraycopy(atr, atr.length - length, padded, HISTORICAL - length, length);
        return padded;
    }

    @Override
    public void close() {
        facts.cryptograms().close();
        facts.psam().ifPresent(CardCryptograms::close);
    }
}
