package org.sscard.keys.pkcs11;

/** What a token says of itself (CK_TOKEN_INFO). */
public record TokenInfo(String label, String manufacturer, String model, String serial) {}
