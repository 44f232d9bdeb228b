package org.sscard.issuer.perso;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.PinBlock;
import org.sscard.spec.command.SecuredCommand;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.GetResponseTransport;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Carries out steps on one card. */
final class StepRunner {

    private static final int CHALLENGE_LENGTH = 8;
    private static final int HEADER_LENGTH = 4;
    private static final int LOAD_KEY_CLA = 0x84;
    private static final int LOAD_KEY_INS = 0xD4;
    private static final int PIN_CHANGE_INS = 0x24;

    private final JournalledTransport journal;
    private final CardTransport card;
    private final CardKeys keys;
    private final InitialPin pin;
    private final SecureRandom random;

    StepRunner(JournalledTransport journal, CardKeys keys, InitialPin pin, SecureRandom random) {
        this.journal = journal;
        this.card = new GetResponseTransport(journal);
        this.keys = keys;
        this.pin = pin;
        this.random = random;
    }

    /**
     * @throws CodedException PERSO_COMMAND_REFUSED, PERSO_READ_BACK_DIFFERS, PERSO_KEY_CHECK_FAILED, PERSO_CARD_DIFFERS
     * @throws org.sscard.spec.transport.CardTransportException when the card gave no answer
     */
    void run(Step step) {
        if (step instanceof Step.Send send) {
            requireOk(step, send(step, send.command(), false));
        } else if (step instanceof Step.Expect expect) {
            if (!send(step, expect.command(), false).equals(expect.expected())) {
                throw new CodedException(ErrorCode.PERSO_READ_BACK_DIFFERS, step.label());
            }
        } else if (step instanceof Step.Authenticate authenticate) {
            authenticate(authenticate);
        } else if (step instanceof Step.AuthenticateCard authenticate) {
            authenticateCard(authenticate);
        } else if (step instanceof Step.LoadKey load) {
            byte[] challenge = challenge(step);
            loadKey(step, keys.loadKey(load.under(), load.key(), challenge));
        } else if (step instanceof Step.LoadPin load) {
            byte[] challenge = challenge(step);
            loadKey(step, keys.loadPin(load.under(), pin.digits(), challenge));
        } else if (step instanceof Step.VerifyPin) {
            verifyPin(step);
        } else if (step instanceof Step.Reset reset) {
            reset(reset);
        } else {
            prove(step);
        }
    }

    private void prove(Step step) {
        if (step instanceof Step.SecureUpdate update) {
            secured(step, update.stk(), update.command());
        } else if (step instanceof Step.UnblockPin unblock) {
            secured(step, unblock.stk(), SecurityCommands.unblockPin());
        } else if (step instanceof Step.ReloadPin reload) {
            byte[] challenge = challenge(step);
            byte[] data = keys.reloadPin(reload.stk(), pin.digits(), challenge);
            requireOk(step, send(step, CommandApdu.of(LOAD_KEY_CLA, PIN_CHANGE_INS, 0x00, 0x01, data), true));
        } else if (step instanceof Step.ProveLoad load) {
            ResponseApdu begun = answered(step, KeyProofs.beginLoad(load.index()));
            requireProved(step, KeyProofs.begunLoad(keys, load.index(), begun));
        } else if (step instanceof Step.Untouched purchase) {
            ResponseApdu begun = answered(step, KeyProofs.beginPurchase(purchase.index()));
            if (!KeyProofs.untouched(begun)) {
                throw new CodedException(ErrorCode.PERSO_READ_BACK_DIFFERS, step.label());
            }
        } else if (step instanceof Step.ProvePurchase purchase) {
            ResponseApdu begun = answered(step, KeyProofs.beginPurchase(purchase.index()));
            ResponseApdu debited = answered(step, KeyProofs.debit(keys, purchase.index(), begun));
            requireProved(step, KeyProofs.debited(keys, purchase.index(), begun, debited));
        }
    }

    private void secured(Step step, KeyRef stk, SecuredCommand command) {
        byte[] challenge = challenge(step);
        byte[] input = command.macInput();
        byte[] header = Arrays.copyOf(input, HEADER_LENGTH);
        byte[] data = Arrays.copyOfRange(input, HEADER_LENGTH + 1, input.length);
        ResponseApdu response = send(step, command.withMac(keys.secureMac(stk, challenge, header, data)), false);
        requireProved(step, response.status().isOk());
    }

    private ResponseApdu answered(Step step, CommandApdu command) {
        ResponseApdu response = send(step, command, false);
        requireProved(step, response.status().isOk());
        return response;
    }

    private static void requireProved(Step step, boolean proved) {
        if (!proved) {
            throw new CodedException(ErrorCode.PERSO_KEY_CHECK_FAILED, step.label());
        }
    }

    private void authenticate(Step.Authenticate step) {
        byte[] challenge = challenge(step);
        byte[] terminalData = eightBytes();
        byte[] cryptogram = keys.externalAuthentication(step.key(), challenge, terminalData);
        int version = step.key().version();
        CommandApdu command = version == 1
                ? SecurityCommands.externalAuthentication(step.keyId(), cryptogram, terminalData)
                : SecurityCommands.externalAuthentication(step.keyId(), cryptogram, terminalData, version);
        ResponseApdu response = send(step, command, false);
        if (!response.status().isOk()) {
            throw new CodedException(ErrorCode.PERSO_KEY_CHECK_FAILED, step.label() + " " + response.status());
        }
    }

    private void authenticateCard(Step.AuthenticateCard step) {
        byte[] factor = eightBytes();
        byte[] data = eightBytes();
        int version = step.key().version();
        CommandApdu command = version == 1
                ? SecurityCommands.internalAuthentication(factor, data)
                : SecurityCommands.internalAuthentication(factor, data, version);
        ResponseApdu response = send(step, command, false);
        byte[] expected = keys.internalAuthentication(step.key(), factor, data);
        if (!response.status().isOk() || !Arrays.equals(response.data(), expected)) {
            throw new CodedException(ErrorCode.PERSO_KEY_CHECK_FAILED, step.label() + " " + response.status());
        }
    }

    private void loadKey(Step step, byte[] encrypted) {
        requireOk(step, send(step, CommandApdu.of(LOAD_KEY_CLA, LOAD_KEY_INS, 0x00, 0x00, encrypted), true));
    }

    private void verifyPin(Step step) {
        byte[] digits = pin.digits();
        byte[] block = PinBlock.encode(digits);
        try {
            ResponseApdu response = send(step, SecurityCommands.verify(block), true);
            if (!response.status().isOk()) {
                throw new CodedException(ErrorCode.PERSO_READ_BACK_DIFFERS, step.label() + " " + response.status());
            }
        } finally {
            Arrays.fill(digits, (byte) 0);
            Arrays.fill(block, (byte) 0);
        }
    }

    private void reset(Step.Reset step) {
        Optional<HistoricalBytes> shown = HistoricalBytes.ofAtr(card.reset());
        if (!shown.equals(Optional.of(step.expected()))) {
            throw new CodedException(ErrorCode.PERSO_READ_BACK_DIFFERS, "historical bytes");
        }
    }

    private byte[] challenge(Step step) {
        ResponseApdu response = send(step, SecurityCommands.getChallenge(CHALLENGE_LENGTH), false);
        requireOk(step, response);
        if (response.dataLength() != CHALLENGE_LENGTH) {
            throw new CodedException(ErrorCode.PERSO_COMMAND_REFUSED, step.label(), "GET CHALLENGE");
        }
        return response.data();
    }

    private ResponseApdu send(Step step, CommandApdu command, boolean secret) {
        journal.announce(step.label(), secret);
        return card.transmit(command);
    }

    private static void requireOk(Step step, ResponseApdu response) {
        if (!response.status().isOk()) {
            throw new CodedException(ErrorCode.PERSO_COMMAND_REFUSED, step.label(), response.status());
        }
    }

    private byte[] eightBytes() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return bytes;
    }
}
