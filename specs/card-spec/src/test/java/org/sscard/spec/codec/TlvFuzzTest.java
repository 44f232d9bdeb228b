package org.sscard.spec.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.sscard.spec.command.FileControlInformation;

/** Any bytes are records that encode to the same bytes, or refused; likewise the FCI, which nests. */
class TlvFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void bytes_areRecordsOrRefused(byte[] bytes) {
        try {
            List<TlvRecord> records = TlvRecord.decodeAll(bytes);
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            records.forEach(record -> encoded.writeBytes(record.encode()));
            assertThat(encoded.toByteArray()).isEqualTo(bytes);
        } catch (ValueCodecException refused) {
            assertThat(refused).hasMessageContaining("offset");
        }
        try {
            assertThat(FileControlInformation.parse(bytes).name()).isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
