package org.sscard.keys.pkcs11;

/** Numbers of PKCS#11 v2.40 (pkcs11t.h) that are used here, under their names there. */
public final class Ck {

    public static final long CKA_CLASS = 0x0000;
    public static final long CKA_TOKEN = 0x0001;
    public static final long CKA_PRIVATE = 0x0002;
    public static final long CKA_LABEL = 0x0003;
    public static final long CKA_VALUE = 0x0011;
    public static final long CKA_KEY_TYPE = 0x0100;
    public static final long CKA_ID = 0x0102;
    public static final long CKA_SENSITIVE = 0x0103;
    public static final long CKA_ENCRYPT = 0x0104;
    public static final long CKA_DECRYPT = 0x0105;
    public static final long CKA_DERIVE = 0x010C;
    public static final long CKA_VALUE_LEN = 0x0161;
    public static final long CKA_EXTRACTABLE = 0x0162;
    public static final long CKA_LOCAL = 0x0163;
    public static final long CKA_NEVER_EXTRACTABLE = 0x0164;
    public static final long CKA_ALWAYS_SENSITIVE = 0x0165;

    public static final long CKO_SECRET_KEY = 0x0004;

    public static final long CKK_DES2 = 0x0014;
    public static final long CKK_DES3 = 0x0015;
    public static final long CKK_AES = 0x001F;

    public static final long CKM_DES2_KEY_GEN = 0x0130;
    public static final long CKM_DES3_KEY_GEN = 0x0131;
    public static final long CKM_DES3_ECB = 0x0132;
    public static final long CKM_DES3_ECB_ENCRYPT_DATA = 0x1102;
    public static final long CKM_AES_KEY_GEN = 0x1080;
    public static final long CKM_AES_ECB = 0x1081;
    public static final long CKM_AES_ECB_ENCRYPT_DATA = 0x1104;

    public static final long CKU_SO = 0;
    public static final long CKU_USER = 1;

    public static final long CKR_OK = 0x0000;
    public static final long CKR_GENERAL_ERROR = 0x0005;
    public static final long CKR_FUNCTION_FAILED = 0x0006;
    public static final long CKR_ATTRIBUTE_SENSITIVE = 0x0011;
    public static final long CKR_ATTRIBUTE_TYPE_INVALID = 0x0012;
    public static final long CKR_DEVICE_ERROR = 0x0030;
    public static final long CKR_DEVICE_REMOVED = 0x0032;
    public static final long CKR_KEY_HANDLE_INVALID = 0x0060;
    public static final long CKR_MECHANISM_INVALID = 0x0070;
    public static final long CKR_OBJECT_HANDLE_INVALID = 0x0082;
    public static final long CKR_PIN_INCORRECT = 0x00A0;
    public static final long CKR_PIN_INVALID = 0x00A1;
    public static final long CKR_PIN_LEN_RANGE = 0x00A2;
    public static final long CKR_PIN_LOCKED = 0x00A4;
    public static final long CKR_SESSION_CLOSED = 0x00B0;
    public static final long CKR_SESSION_HANDLE_INVALID = 0x00B3;
    public static final long CKR_TOKEN_NOT_PRESENT = 0x00E0;
    public static final long CKR_TOKEN_NOT_RECOGNIZED = 0x00E1;
    public static final long CKR_USER_ALREADY_LOGGED_IN = 0x0100;
    public static final long CKR_USER_NOT_LOGGED_IN = 0x0101;
    public static final long CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x0191;

    private Ck() {}
}
