package org.sscard.issuer.stock;

/** Where a blank is. */
public enum BlankState {
    /** 在库 */
    IN_STOCK,
    /** 已制成 */
    GOOD,
    /** 废卡 */
    SPOILED,
    /** 样卡 */
    SAMPLE,
    /** 退回厂商 */
    RETURNED,
    /** 已销毁 */
    DESTROYED
}
