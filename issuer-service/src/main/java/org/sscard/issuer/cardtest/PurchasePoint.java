package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.hex;
import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.sscard.issuer.cardtest.CardCryptograms.TerminalMac;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.DebitProof;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.command.MedicalCommands.Balance;
import org.sscard.spec.command.MedicalCommands.TransactionType;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;

/** Point 26: a purchase of nothing, from PIN to record (§5.4). One transaction number and one record are used. */
final class PurchasePoint {

    private static final int NOT_IN_STATE = 0x6901;
    private static final int WRONG_MAC = 0x9302;
    private static final int BAD_INDEX = 0x9403;
    private static final int KEY_INDEX = 1;
    private static final String MEDICAL = "DF04";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final TestedCard card;
    private final String time;

    private PurchasePoint(TestedCard card, String time) {
        this.card = card;
        this.time = time;
    }

    static void zeroAmount(TestedCard card, Clock clock) {
        if (!card.keys().holds(new KeyRef("DPK", KEY_INDEX))) {
            throw new PointSkipped(say("没有消费密钥 DPK", "the purchase key DPK is not held"));
        }
        new PurchasePoint(card, TIME.format(ZonedDateTime.now(clock))).run();
    }

    private void run() {
        card.fresh();
        card.verifyPin();
        card.enter(card.layout().application(MEDICAL));
        refusals();
        byte[] balance = balance();
        PurchaseInitialisation begun = initialise();
        TerminalMac mac = card.keys().zeroPurchase(begun, time);
        byte[] answer = card.expectOk(
                say("消费", "DEBIT FOR PURCHASE"),
                MedicalCommands.debitForPurchase(mac.sequenceBytes(), time, mac.mac1Bytes()));
        require(answer.length == 8, say("消费的应答", "answer of the debit"), "8 bytes", answer.length + " bytes");
        DebitProof proof = DebitProof.ofDebit(answer);
        requireProof(proof);
        requireRecord(begun);
        requireTransactionProof(begun, proof);
        byte[] after = balance();
        require(hex(after).equals(hex(balance)), say("余额不变", "the balance stays"), "the same", "another one");
        int next = initialise().sequence();
        require(
                next == begun.sequence() + 1,
                say("交易序号加一", "the transaction number grows by one"),
                String.valueOf(begun.sequence() + 1),
                String.valueOf(next));
    }

    private void refusals() {
        byte[] nothing = new byte[4];
        card.expect(
                say("未初始化的消费", "a debit without INITIALIZE"),
                MedicalCommands.debitForPurchase(nothing, time, nothing),
                NOT_IN_STATE);
        ResponseApdu badIndex = card.send(withIndex(0x7F));
        requireStatus(say("错误的密钥索引", "a bad key index"), badIndex.status(), BAD_INDEX);
        PurchaseInitialisation begun = initialise();
        TerminalMac mac = card.keys().zeroPurchase(begun, time);
        byte[] wrong = mac.mac1Bytes();
        wrong[0] ^= 1;
        card.expect(
                say("MAC1 错误的消费", "a debit with a wrong MAC1"),
                MedicalCommands.debitForPurchase(mac.sequenceBytes(), time, wrong),
                WRONG_MAC);
        card.expect(
                say("MAC1 错误后回到空闲", "a wrong MAC1 ends the transaction"),
                MedicalCommands.debitForPurchase(mac.sequenceBytes(), time, mac.mac1Bytes()),
                NOT_IN_STATE);
    }

    private CommandApdu withIndex(int index) {
        CommandApdu right = MedicalCommands.initializeForPurchase(
                KEY_INDEX, 0, 0, 0, card.keys().terminal());
        byte[] bytes = right.bytes();
        bytes[5] = (byte) index;
        return CommandApdu.parse(bytes);
    }

    private PurchaseInitialisation initialise() {
        byte[] answer = card.expectOk(
                say("消费初始化", "INITIALIZE FOR PURCHASE"),
                MedicalCommands.initializeForPurchase(
                        KEY_INDEX, 0, 0, 0, card.keys().terminal()));
        try {
            return PurchaseInitialisation.parse(answer);
        } catch (IllegalArgumentException e) {
            throw new PointFailure(
                    say("消费初始化的应答", "answer of INITIALIZE FOR PURCHASE"), "22 bytes", answer.length + " bytes");
        }
    }

    private byte[] balance() {
        return card.expectOk(say("查余额", "GET BALANCE"), MedicalCommands.getBalance(Balance.ACCOUNT));
    }

    private void requireProof(DebitProof proof) {
        require(
                card.keys().acceptsMac2(proof.macBytes()),
                say("MAC2", "MAC2 of the purchase"),
                "the MAC over three zero amounts",
                proof.mac());
        card.keys()
                .tacIsRight(proof.tacBytes())
                .ifPresentOrElse(
                        right -> require(right, say("TAC", "TAC of the purchase"), "the TAC of DTK", proof.tac()),
                        () -> card.remark("TAC 未验证：没有 DTK", "the TAC was not checked: DTK is not held"));
    }

    private void requireRecord(PurchaseInitialisation begun) {
        CardFile file = card.layout().file(CardElements.MEDICAL_TRANSACTIONS);
        byte[] record = card.expectOk(say("交易明细", "the transaction's record"), FileCommands.readRecord(file.sfi(), 1));
        String expected = String.format("%04X%02X", begun.sequence(), TransactionType.PURCHASE.code())
                + card.keys().terminal()
                + time
                + "00".repeat(12);
        // Cards in account-only mode keep 20 bytes: the last two amounts are missing (§2.1).
        boolean right = hex(record).equals(expected) || (record.length == 20 && expected.startsWith(hex(record)));
        require(right, say("交易明细的内容", "content of the record"), expected, right ? "" : hex(record));
    }

    private void requireTransactionProof(PurchaseInitialisation begun, DebitProof proof) {
        byte[] answer = card.expectOk(
                say("取交易认证", "GET TRANSACTION PROOF"),
                MedicalCommands.getTransactionProof(TransactionType.PURCHASE, begun.sequence()));
        String expected = proof.mac() + proof.tac();
        require(
                hex(answer).equals(expected),
                say("交易认证应为 MAC2 和 TAC", "the transaction proof is MAC2 and TAC"),
                expected,
                hex(answer));
    }
}
