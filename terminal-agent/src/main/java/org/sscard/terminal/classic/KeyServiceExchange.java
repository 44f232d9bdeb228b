package org.sscard.terminal.classic;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.authority.KeyAnswer;
import org.sscard.terminal.authority.KeyQuestion;
import org.sscard.terminal.authority.SecuredQuestion;
import org.sscard.terminal.card.BasicReadStep;
import org.sscard.terminal.card.CardStep;
import org.sscard.terminal.card.CardSteps;
import org.sscard.terminal.card.DebitStep;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.FileReadStep;
import org.sscard.terminal.card.FileWriteStep;
import org.sscard.terminal.card.PinStep;
import org.sscard.terminal.classic.PendingSteps.Begun;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The {@code _HSM_} functions (加密机方式, §4): the caller carries questions to a key service and brings its answers. */
final class KeyServiceExchange {

    private final WindowOperations window;
    private final KeyAddresses addresses;
    private final PendingSteps pending;
    private final boolean pinInClear;

    /** @param pinInClear whether step 2 of iReloadPIN may hand out the new PIN; else it answers −13 */
    KeyServiceExchange(WindowOperations window, KeyAddresses addresses, PendingSteps pending, boolean pinInClear) {
        this.window = window;
        this.addresses = addresses;
        this.pending = pending;
        this.pinInClear = pinInClear;
    }

    String answered(ClassicCaller caller, ClassicFunction function, Parameters in) {
        return switch (function) {
            case READ_CARD_BAS_HSM_STEP1 -> basicRead(caller, function, in);
            case READ_CARD_BAS_HSM_STEP2 -> {
                List<KeyAnswer> answers = in.keyAnswers();
                yield last(
                        caller,
                        function,
                        BasicReadStep.class,
                        begun -> ClassicText.basicData(begun.step()
                                .finish(answers.get(0), answers.stream().skip(1).findFirst())));
            }
            case READ_CARD_HSM_STEP1, WRITE_CARD_HSM_STEP1 -> file(caller, function, in);
            case READ_CARD_HSM_STEP2 -> {
                KeyAnswer answer = in.keyAnswer();
                yield last(
                        caller,
                        function,
                        FileReadStep.class,
                        begun -> begun.address()
                                .orElseThrow()
                                .withValues(begun.step().finish(answer)));
            }
            case WRITE_CARD_HSM_STEP2 -> {
                KeyAnswer answer = in.keyAnswer();
                String data = in.text("pWriteData");
                yield last(caller, function, FileWriteStep.class, begun -> {
                    begun.step().finish(answer, begun.address().orElseThrow().contents(data));
                    return "";
                });
            }
            case RELOAD_PIN_HSM_STEP1 -> pin(caller, function, in, CardSteps::reloadPin);
            case UNBLOCK_PIN_HSM_STEP1 -> pin(caller, function, in, CardSteps::unblockPin);
            case RELOAD_PIN_HSM_STEP2 -> {
                if (!pinInClear) {
                    pending.drop(caller);
                    throw new CodedException(ErrorCode.CLASSIC_NOT_SUPPORTED, function.title());
                }
                yield proved(caller, function, in.keyAnswer());
            }
            case UNBLOCK_PIN_HSM_STEP2 -> proved(caller, function, in.keyAnswer());
            case RELOAD_PIN_HSM_STEP3, UNBLOCK_PIN_HSM_STEP3 -> {
                byte[] command = in.command();
                yield last(caller, function, PinStep.class, begun -> {
                    requireOrder(begun.step().isProved(), function);
                    begun.step().finish(command);
                    return "";
                });
            }
            case DO_DEBIT_HSM_STEP1 -> purchase(caller, function, in);
            case DO_DEBIT_HSM_STEP2 -> {
                Parameters.PurchaseAnswer answer = in.purchaseAnswer();
                yield last(caller, function, DebitStep.class, begun -> debited(begun.step(), answer));
            }
            default -> throw new CodedException(ErrorCode.CLASSIC_NOT_SUPPORTED, function.title());
        };
    }

    /** region · historical bytes · algorithm · identification code · internal and external factor and data. */
    private String basicRead(ClassicCaller caller, ClassicFunction function, Parameters in) {
        BasicReadStep step = window.begin(operation(function), in.place(), steps -> steps.readBasic(in.place()));
        pending.keep(caller, function, new Begun<>(step, Optional.empty()));
        return ClassicText.fields(
                step.identity().region(),
                ClassicText.hex(step.identity().historicalBytes()),
                ClassicText.algorithm(step.identity().algorithm()),
                ClassicText.hex(step.identity().identificationCode().bytes()),
                step.internal().random(),
                step.internal().data(),
                step.external().map(KeyQuestion::random).orElse(""),
                step.external().map(KeyQuestion::data).orElse(""));
    }

    private String file(ClassicCaller caller, ClassicFunction function, Parameters in) {
        FileAddress address = FileAddress.parse(in.text("pFileAddr"));
        Function<CardSteps, CardStep> begin = function == ClassicFunction.READ_CARD_HSM_STEP1
                ? steps -> steps.readFile(in.place(), in.card(), address.selections())
                : steps -> steps.writeFile(in.place(), in.card(), address.selections());
        CardStep step = window.begin(operation(function), in.place(), begin);
        pending.keep(caller, function, new Begun<>(step, Optional.of(address)));
        return question(step instanceof FileReadStep read ? read.question() : ((FileWriteStep) step).question());
    }

    private interface PinBeginning {
        PinStep begin(CardSteps steps, CardPlace place, ExpectedCard expected);
    }

    private String pin(ClassicCaller caller, ClassicFunction function, Parameters in, PinBeginning beginning) {
        PinStep step =
                window.begin(operation(function), in.place(), steps -> beginning.begin(steps, in.place(), in.card()));
        pending.keep(caller, function, new Begun<>(step, Optional.empty()));
        return question(step.question());
    }

    /** algorithm · key address · random · sequence · amount · type · terminal · time. */
    private String purchase(ClassicCaller caller, ClassicFunction function, Parameters in) {
        DebitStep step = window.begin(
                operation(function), in.place(), steps -> steps.debit(in.place(), in.card(), in.purchase()));
        pending.keep(caller, function, new Begun<>(step, Optional.empty()));
        return ClassicText.fields(
                ClassicText.algorithm(step.identity().algorithm()),
                addresses.of("DPK"),
                step.random(),
                String.format(Locale.ROOT, "%04X", step.cardSequence()),
                ClassicText.yuan(step.purchase().selfPayFen()),
                ClassicText.PURCHASE_TYPE,
                step.terminal(),
                step.purchase().time());
    }

    /** MAC2 and the fields of iDoDebit. A purchase asked for again is known by its time: it stays that of step 1. */
    private String debited(DebitStep step, Parameters.PurchaseAnswer answer) {
        if (!answer.time().equals(step.purchase().time())) {
            throw new CodedException(ErrorCode.CLASSIC_INPUT, "pKey");
        }
        DebitStep.Debited debited = step.finish(answer.mac());
        return ClassicText.fields(debited.mac2()) + ClassicText.debit(debited.proof(), addresses);
    }

    /** algorithm · key address · factor · data. */
    private String question(KeyQuestion question) {
        return ClassicText.fields(
                ClassicText.algorithm(question.card().algorithm()),
                addresses.of(question.key().name()),
                question.random(),
                question.data());
    }

    /** algorithm · key address of the secure-messaging key · factor · APDU header · plain data. */
    private String proved(ClassicCaller caller, ClassicFunction function, KeyAnswer answer) {
        Begun<PinStep> begun = pending.take(caller, function, PinStep.class);
        SecuredQuestion secured;
        try {
            requireOrder(!begun.step().isProved(), function);
            secured = window.goOn(
                    operation(function), begun.step(), () -> begun.step().proved(answer));
        } catch (RuntimeException e) {
            begun.step().close();
            throw e;
        }
        pending.keep(caller, function, begun);
        return ClassicText.fields(
                ClassicText.algorithm(secured.card().algorithm()),
                addresses.of(secured.key().name()),
                secured.challenge(),
                secured.header(),
                secured.plain());
    }

    /** Whatever comes of it, the card is given back. */
    private <S extends CardStep> String last(
            ClassicCaller caller, ClassicFunction function, Class<S> kind, Function<Begun<S>, String> work) {
        Begun<S> begun = pending.take(caller, function, kind);
        try (S step = begun.step()) {
            return window.goOn(operation(function), step, () -> work.apply(begun));
        }
    }

    private static void requireOrder(boolean right, ClassicFunction function) {
        if (!right) {
            throw new CodedException(ErrorCode.CLASSIC_STEP_MISSING, function.title());
        }
    }

    /** As the audit log names it. */
    private static String operation(ClassicFunction function) {
        return function.family() + "-step" + function.step();
    }
}
