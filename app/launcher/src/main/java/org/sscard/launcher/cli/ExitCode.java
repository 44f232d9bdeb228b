package org.sscard.launcher.cli;

/** The exit codes that scripts rely on. */
public final class ExitCode {

    public static final int DONE = 0;
    /** The work failed. */
    public static final int FAILED = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** The environment lacks something; it was named, with the remedy. */
    public static final int ENVIRONMENT = 3;

    private ExitCode() {}
}
