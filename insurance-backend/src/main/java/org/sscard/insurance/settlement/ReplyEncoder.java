package org.sscard.insurance.settlement;

/** Turns a settlement into the bytes that are stored and answered, and answered again. */
public interface ReplyEncoder {

    byte[] encode(Settlement settlement);
}
