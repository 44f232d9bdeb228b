package org.sscard.spec.apdu;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes are one command, kept as they are, or refused. */
class ApduFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void bytes_areOneCommandOrRefused(byte[] bytes) {
        CommandApdu command;
        try {
            command = CommandApdu.parse(bytes);
        } catch (IllegalArgumentException refused) {
            return;
        }
        assertThat(command.bytes()).isEqualTo(bytes);
        assertThat(command.data()).hasSize(command.dataLength());
        Integer le = command.expectedLength();
        CommandApdu rebuilt = le == null
                ? CommandApdu.of(command.cla(), command.ins(), command.p1(), command.p2(), command.data())
                : CommandApdu.expecting(le, command.cla(), command.ins(), command.p1(), command.p2(), command.data());
        assertThat(rebuilt).isEqualTo(command);
    }
}
