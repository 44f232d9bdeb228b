package org.sscard.spec.codec;

/**
 * A value that cannot be written to, or bytes that cannot be read from, the card. The message names the offending
 * character and its place, never the whole value: values are personal data.
 */
public final class ValueCodecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public enum Problem {
        /** The character has no place in the element's format or character set. */
        ILLEGAL_CHARACTER,
        /** The value needs more bytes than the element has. */
        TOO_LONG,
        /** Tags, lengths or order contradict the layout. */
        MALFORMED
    }

    private final Problem problem;
    private final int position;

    private ValueCodecException(Problem problem, int position, String message) {
        super(message);
        this.problem = problem;
        this.position = position;
    }

    static ValueCodecException illegalCharacter(String character, int position, String format) {
        return new ValueCodecException(
                Problem.ILLEGAL_CHARACTER,
                position,
                "character " + character + " at position " + position + " does not exist in " + format);
    }

    static ValueCodecException tooLong(int needed, int available) {
        return new ValueCodecException(
                Problem.TOO_LONG, 0, "value needs " + needed + " bytes, the element has " + available);
    }

    static ValueCodecException malformed(String what) {
        return new ValueCodecException(Problem.MALFORMED, 0, what);
    }

    public Problem problem() {
        return problem;
    }

    /** Position of the offending character, counted in characters from 1; 0 when no single one is to blame. */
    public int position() {
        return position;
    }
}
