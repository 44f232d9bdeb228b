package org.sscard.terminal.check;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.pcsc.PcscInstallation;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The machine under the agent: the PC/SC library, its service and the right to use it. */
public final class MachineChecks {

    private static final String LIBRARY_ZH = "PC/SC 库";
    private static final String SERVICE_ZH = "读卡器服务";
    private static final String RIGHT_ZH = "读卡器权限";

    private MachineChecks() {}

    /** @param problem why the readers cannot be reached; null while they can */
    public static List<Check> of(@Nullable ErrorCode problem) {
        return List.of(library(), service(problem), right(problem));
    }

    /** Asks the service itself, where no agent does. */
    public static List<Check> ofThisMachine() {
        return of(PcscInstallation.ask());
    }

    private static Check library() {
        return PcscInstallation.library()
                .map(path -> Check.good("library", LIBRARY_ZH, "PC/SC library", path))
                .orElseGet(() -> Check.bad(
                        "library",
                        LIBRARY_ZH,
                        "PC/SC library",
                        "",
                        new CodedException(ErrorCode.READER_LIBRARY_MISSING)));
    }

    private static Check service(@Nullable ErrorCode problem) {
        return problem == ErrorCode.READER_SERVICE_DOWN
                ? Check.bad("pcscd", SERVICE_ZH, "smart-card service", "pcscd", new CodedException(problem))
                : Check.good("pcscd", SERVICE_ZH, "smart-card service", "pcscd");
    }

    /** pcscd asks polkit, which refuses users without a session at the machine unless a rule names them. */
    private static Check right(@Nullable ErrorCode problem) {
        return problem == ErrorCode.READER_ACCESS_REFUSED
                ? Check.bad("polkit", RIGHT_ZH, "right to the readers", "polkit", new CodedException(problem))
                : Check.good("polkit", RIGHT_ZH, "right to the readers", "polkit");
    }
}
