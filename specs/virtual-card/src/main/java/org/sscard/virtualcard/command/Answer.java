package org.sscard.virtualcard.command;

import java.util.function.Supplier;

/**
 * What a command that passed all its checks but Le answers: 9000 alone, or data of a known length. The work is done
 * only when Le fits, because 6Cxx is the last check and changes nothing (§6).
 */
public final class Answer {

    private static final Answer OK = new Answer(0, () -> new byte[0]);

    private final int length;
    private final Supplier<byte[]> work;

    private Answer(int length, Supplier<byte[]> work) {
        this.length = length;
        this.work = work;
    }

    public static Answer ok() {
        return OK;
    }

    public static Answer of(byte[] data) {
        return new Answer(data.length, () -> data);
    }

    /** @param work changes the card and gives exactly {@code length} bytes, 1 to 256 */
    public static Answer of(int length, Supplier<byte[]> work) {
        return new Answer(length, work);
    }

    int length() {
        return length;
    }

    byte[] perform() {
        return work.get();
    }
}
