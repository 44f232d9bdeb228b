package org.sscard.virtualcard.command;

/** The status words of §6 that a card OS answers by itself. */
public final class Sw {

    public static final int OK = 0x9000;
    public static final int MORE_DATA = 0x6100;
    public static final int TRIES_LEFT = 0x63C0;
    public static final int WRONG_LENGTH = 0x6700;
    public static final int NOT_ACCEPTED = 0x6901;
    public static final int STRUCTURE_MISMATCH = 0x6981;
    public static final int SECURITY_STATUS = 0x6982;
    public static final int BLOCKED = 0x6983;
    public static final int NO_CHALLENGE = 0x6984;
    public static final int CONDITIONS = 0x6985;
    public static final int NO_CURRENT_FILE = 0x6986;
    public static final int MAC_MISSING = 0x6987;
    public static final int SECURE_MESSAGING = 0x6988;
    public static final int BAD_DATA = 0x6A80;
    public static final int NOT_SUPPORTED = 0x6A81;
    public static final int FILE_NOT_FOUND = 0x6A82;
    public static final int RECORD_NOT_FOUND = 0x6A83;
    public static final int NO_SPACE = 0x6A84;
    public static final int LENGTH_CONTRADICTS_TLV = 0x6A85;
    public static final int WRONG_P1_P2 = 0x6A86;
    public static final int REFERENCE_NOT_FOUND = 0x6A88;
    public static final int OUTSIDE_FILE = 0x6B00;
    public static final int WRONG_LE = 0x6C00;
    public static final int UNKNOWN_INSTRUCTION = 0x6D00;
    public static final int WRONG_CLASS = 0x6E00;
    public static final int NO_DATA = 0x6F00;
    public static final int MAC_INVALID = 0x9302;
    public static final int APPLICATION_BLOCKED = 0x9303;
    public static final int INSUFFICIENT_BALANCE = 0x9401;
    public static final int COUNTER_MAXIMUM = 0x9402;
    public static final int KEY_INDEX = 0x9403;
    public static final int MAC_UNAVAILABLE = 0x9406;

    /** More than any count of tries that 63Cx can tell: the failure does not lock. */
    public static final int UNLIMITED_TRIES = 0x0F;

    private Sw() {}
}
