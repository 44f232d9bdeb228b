package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.Arrays;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.PinBlock;
import org.sscard.spec.command.SecurityCommands;

/** The test card's PIN. Once the card refused it, no other point tries it. */
final class TestPin implements AutoCloseable {

    /** A wrong entry leaves at least two tries. */
    private static final int MIN_TRIES_TO_RISK = 3;

    private final byte[] digits;
    private boolean refused;

    /** @param digits ASCII digits, copied */
    TestPin(byte[] digits) {
        this.digits = digits.clone();
    }

    byte[] digits() {
        return digits.clone();
    }

    void verify(TestedCard card) {
        requireUsable(card);
        StatusWord status = present(card, digits);
        if (!status.isOk()) {
            refused = true;
        }
        TestedCard.requireStatus(say("验证 PIN", "VERIFY with the card's PIN"), status, StatusWord.OK.value());
    }

    /** Enters any digits. */
    static StatusWord present(TestedCard card, byte[] digits) {
        byte[] block = PinBlock.encode(digits);
        try {
            return card.send(SecurityCommands.verify(block)).status();
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /** Digits that are not the PIN, of the same length. */
    byte[] wrong() {
        byte[] other = digits.clone();
        other[0] = (byte) (other[0] == '9' ? '0' : other[0] + 1);
        return other;
    }

    private void requireUsable(TestedCard card) {
        if (refused) {
            throw new PointSkipped(say("卡片不接受所给的 PIN", "the card did not accept the PIN that was given"));
        }
        StatusWord tries = card.send(SecurityCommands.queryPinTries()).status();
        if (tries.isTriesLeft() && tries.triesLeft() < MIN_TRIES_TO_RISK) {
            throw new PointSkipped(say(
                    "PIN 只剩 " + tries.triesLeft() + " 次，不再尝试",
                    "only " + tries.triesLeft() + " PIN tries left: not touched"));
        }
    }

    @Override
    public void close() {
        Arrays.fill(digits, (byte) 0);
    }
}
