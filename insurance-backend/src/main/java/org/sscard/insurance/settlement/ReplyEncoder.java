package org.sscard.insurance.settlement;

/** Turns a settlement into the answer that is stored and given, and given again. */
public interface ReplyEncoder {

    Reply encode(Settlement settlement);
}
