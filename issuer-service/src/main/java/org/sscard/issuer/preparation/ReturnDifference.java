package org.sscard.issuer.preparation;

/**
 * Where a return file says something else than was ordered.
 *
 * @param number of the order; 0 for the file itself
 */
public record ReturnDifference(int number, Kind kind, String expected, String found) {

    public enum Kind {
        /** The counts of the header are not those of the records, or not those of the order. */
        COUNT("数量"),
        /** It answers another batch file. */
        FILE("所答文件"),
        /** An order has no record. */
        MISSING("缺记录"),
        /** A record answers no order, or an order that was answered already. */
        SURPLUS("多记录"),
        CARD_NUMBER("卡号"),
        /** The card has other historical bytes than were ordered. */
        CHIP("芯片"),
        /** A made card without a blank, or an unmade one with one. */
        BLANK("空白卡"),
        /** The blank serves another record, or two of them. */
        BLANK_TWICE("空白卡重复"),
        /** The card of the registry is not waiting for its making. */
        STATE("登记状态");

        private final String zh;

        Kind(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }
}
