package org.sscard.terminal.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The version of the agent's interface. A caller says in {@value #HEADER} for which one it was built; a greater minor number
 * only adds, a greater major number changes. A caller that says nothing is served as it asks.
 */
public record ApiVersion(int major, int minor) {

    public static final ApiVersion CURRENT = new ApiVersion(1, 1);

    /** An HTTP header and gRPC metadata. */
    public static final String HEADER = "sscard-version";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,4})(?:\\.([0-9]{1,4}))?");

    /**
     * @param built what the caller was built for, for instance 1.0
     * @throws CodedException API_VERSION_UNSUPPORTED, REQUEST_INVALID
     */
    public static void requireSpoken(@Nullable String built) {
        if (built == null) {
            return;
        }
        Matcher parts = WRITTEN.matcher(built);
        if (!parts.matches()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, HEADER, "a version such as " + CURRENT);
        }
        int major = Integer.parseInt(parts.group(1));
        int minor = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        if (major != CURRENT.major || minor > CURRENT.minor) {
            throw new CodedException(ErrorCode.API_VERSION_UNSUPPORTED, built, CURRENT.spoken());
        }
    }

    /** All versions that the agent speaks. */
    public String spoken() {
        return minor == 0 ? toString() : major + ".0 – " + this;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
