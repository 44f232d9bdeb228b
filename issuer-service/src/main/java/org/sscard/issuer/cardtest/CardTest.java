package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.say;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.keys.KeyException;
import org.sscard.spec.layout.Wording;
import org.sscard.spec.trace.RecordingTransport;
import org.sscard.spec.trace.Trace;
import org.sscard.spec.trace.TraceDecoder;
import org.sscard.spec.trace.TraceFormat;
import org.sscard.spec.trace.TraceRole;
import org.sscard.spec.trace.TraceWriter;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;

/**
 * The general test (通用测试) of one card. Every point begins with a reset and stands alone. Retry counters and the PIN
 * are left as they were; point 26 uses one transaction number; points 24 and 25 end the card's life and run only where
 * that is allowed.
 */
public final class CardTest {

    /**
     * How far a run may go.
     *
     * @param destructive whether points that cannot be undone are wanted
     * @param allowedSerial whether the card with this serial (8 hex digits) may be destroyed
     */
    public record Permission(boolean destructive, Predicate<String> allowedSerial) {

        public static final Permission HARMLESS = new Permission(false, serial -> false);
    }

    private final CardTransport card;
    private final TestSubject subject;
    private final TestAuthority authority;
    private final @Nullable TestAuthority psam;
    private final byte[] pin;
    private final Clock clock;
    private final SecureRandom random;

    /**
     * @param psam what point 18 compares with; {@code null} when there is no PSAM
     * @param pin ASCII digits of the test card's PIN; the caller erases them
     */
    public CardTest(
            CardTransport card,
            TestSubject subject,
            TestAuthority authority,
            @Nullable TestAuthority psam,
            byte[] pin,
            Clock clock,
            SecureRandom random) {
        this.card = card;
        this.subject = subject;
        this.authority = authority;
        this.psam = psam;
        this.pin = pin;
        this.clock = clock;
        this.random = random;
    }

    /** All points. */
    public CardTestReport run(Permission permission) {
        return run(permission, TestPoints.inOrderOfARun());
    }

    /**
     * Some points, in the order given. A point whose precondition is not among them is judged without it.
     *
     * @throws CodedException READER_LOST and others when the card cannot be reached at all
     */
    public CardTestReport run(Permission permission, List<TestPoint> points) {
        Instant started = clock.instant();
        try (Preparation preparation = new Preparation(card, subject, authority, psam, permission);
                TestPin testPin = new TestPin(pin)) {
            Run run = new Run(preparation, testPin, new PointChecks(clock));
            points.forEach(run::point);
            return new CardTestReport(
                    preparation.facts().atr(),
                    preparation.identification(),
                    authority.description(),
                    permission.destructive(),
                    run.lost == null,
                    started,
                    clock.instant(),
                    List.copyOf(run.results.values()));
        }
    }

    private final class Run {

        private final Preparation preparation;
        private final TestPin testPin;
        private final PointChecks checks;
        private final Map<Integer, PointResult> results = new TreeMap<>(Comparator.naturalOrder());
        private @Nullable Wording lost;

        Run(Preparation preparation, TestPin testPin, PointChecks checks) {
            this.preparation = preparation;
            this.testPin = testPin;
            this.checks = checks;
        }

        void point(TestPoint point) {
            PointResult result = obstacle(point)
                    .map(reason -> PointResult.skipped(point, reason))
                    .orElseGet(() -> check(point));
            results.put(point.number(), result);
        }

        private Optional<Wording> obstacle(TestPoint point) {
            if (lost != null) {
                return Optional.of(lost);
            }
            if (point.destructive()) {
                Optional<Wording> forbidden = preparation.forbidden();
                if (forbidden.isPresent()) {
                    return forbidden;
                }
            }
            return point.requires().stream()
                    .map(results::get)
                    .filter(result -> result != null && result.outcome() == Outcome.FAILED)
                    .findFirst()
                    .map(failed -> say(
                            "第 " + failed.point().number() + " 点不通过，无法判断",
                            "point " + failed.point().number() + " failed, so this one cannot be judged"));
        }

        private PointResult check(TestPoint point) {
            StringWriter trace = new StringWriter();
            TraceWriter writer = TraceWriter.redacted(trace, TraceRole.CARD);
            CardTransport recorded = new RecordingTransport(card, writer, clock);
            TestedCard tested = new TestedCard(recorded, preparation.facts(), testPin, random);
            try {
                checks.of(point).run(tested);
                return PointResult.passed(point, tested.remarks());
            } catch (PointSkipped skipped) {
                return PointResult.skipped(point, skipped.reason());
            } catch (PointFailure failure) {
                return failed(point, failure, tested, trace.toString());
            } catch (CardTransportException silence) {
                return silent(point, silence, tested, trace.toString());
            } catch (CodedException | KeyException authorityRefused) {
                return PointResult.skipped(
                        point,
                        say(
                                "取不到密文：" + authorityRefused.getMessage(),
                                "no cryptogram was to be had: " + authorityRefused.getMessage()));
            }
        }

        /** A card that is mute failed; a reader that went away ends the run without blame. */
        private PointResult silent(TestPoint point, CardTransportException silence, TestedCard tested, String trace) {
            CardTransportException.Kind kind =
                    silence.kind() == CardTransportException.Kind.CARD_MUTE ? afterAnotherReset() : silence.kind();
            if (kind == CardTransportException.Kind.CARD_MUTE) {
                Wording reason = say("卡片没有应答", "the card gave no answer");
                return failed(point, new PointFailure(reason, "an answer", kind.name()), tested, trace);
            }
            lost = say("测试中断：" + kind, "the run was interrupted: " + kind);
            return PointResult.skipped(point, lost);
        }

        /** A card that was just pulled out first seems mute to some readers. */
        private CardTransportException.Kind afterAnotherReset() {
            try {
                card.reset();
                return CardTransportException.Kind.CARD_MUTE;
            } catch (CardTransportException e) {
                return e.kind();
            }
        }
    }

    private static PointResult failed(TestPoint point, PointFailure failure, TestedCard tested, String trace) {
        return new PointResult(
                point,
                Outcome.FAILED,
                Optional.of(failure.reason()),
                failure.expected(),
                failure.got(),
                tested.remarks(),
                trace.lines().toList(),
                explanation(trace));
    }

    private static List<Wording> explanation(String lines) {
        try {
            Trace trace = TraceFormat.read(new StringReader(lines));
            List<Wording> words = new ArrayList<>();
            TraceDecoder.explain(trace).forEach(line -> words.add(say(line.zh(), line.en())));
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
