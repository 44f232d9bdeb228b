package org.sscard.terminal.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import javax.smartcardio.TerminalFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.terminal.check.Check;
import org.sscard.terminal.check.MachineChecks;
import org.sscard.wire.error.ErrorCode;

/** A pcscd whose polkit refuses the user: told as a missing right with its remedy, not as a service that is down. */
class PcscRefusalTest {

    private static List<Check> checksWhen(int code) {
        PcscLibrary refusing = new PcscLibrary((function, arguments) -> code, "double");
        PcscFactory factory = () -> TerminalFactory.getInstance(PcscFactory.TYPE, null, new PcscliteProvider(refusing));
        try (PcscReaders readers = new PcscReaders(factory, Optional.empty())) {
            assertThat(readers.readers()).isEmpty();
            return MachineChecks.of(readers.problem());
        }
    }

    private static Check check(List<Check> checks, String id) {
        return checks.stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80100027, 0x8010006A})
    void refusalOfTheUser_namesPolkit(int code) {
        List<Check> checks = checksWhen(code);
        assertThat(check(checks, "polkit").state()).isEqualTo(Check.State.BAD);
        assertThat(check(checks, "polkit").problem().code()).isEqualTo(ErrorCode.READER_ACCESS_REFUSED);
        assertThat(check(checks, "pcscd").state()).isEqualTo(Check.State.GOOD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x8010001D, 0x8010001E})
    void serviceThatIsDown_isNoQuestionOfRights(int code) {
        List<Check> checks = checksWhen(code);
        assertThat(check(checks, "pcscd").problem().code()).isEqualTo(ErrorCode.READER_SERVICE_DOWN);
        assertThat(check(checks, "polkit").state()).isEqualTo(Check.State.GOOD);
    }
}
