package org.sscard.servicekit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class DataDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void aSecondServiceOnTheSameData_isRefused_untilTheFirstEnds() {
        Path data = directory.resolve("deep/data");
        DataDirectory first = DataDirectory.open(data, "issuer");

        refused(data, "issuer", ErrorCode.DATA_DIRECTORY_IN_USE);

        first.close();
        DataDirectory.open(data, "issuer").close();
    }

    @Test
    void anotherProcessHoldsTheLock_soThisOneIsRefused() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('l');

            refused(directory, "issuer", ErrorCode.DATA_DIRECTORY_IN_USE);
        } finally {
            holder.destroyForcibly().waitFor();
        }
        DataDirectory.open(directory, "issuer").close();
    }

    /** Another process: takes the lock, says so, and waits to be killed. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            DataDirectory.open(Path.of(arguments[0]), "issuer");
            System.out.write('l');
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    void anotherKindOfService_isRefused() {
        DataDirectory.open(directory, "issuer").close();

        refused(directory, "insurance", ErrorCode.DATA_DIRECTORY_OTHER_SERVICE);
        DataDirectory.open(directory, "issuer").close();
    }

    @Test
    void aDirectoryThatCannotBeMade_isNotWritable() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        refused(file.resolve("data"), "issuer", ErrorCode.DATA_DIRECTORY_NOT_WRITABLE);
        refused(file, "issuer", ErrorCode.DATA_DIRECTORY_NOT_WRITABLE);
        refused(Path.of("/proc/data"), "issuer", ErrorCode.DATA_DIRECTORY_NOT_WRITABLE);
    }

    @Test
    void theDirectoryIsItsOwnersAlone() throws Exception {
        try (DataDirectory data = DataDirectory.open(directory.resolve("data"), "agent")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.directory("pki"))))
                    .isEqualTo("rwx------");
        }
    }

    private static void refused(Path data, String service, ErrorCode code) {
        assertThatThrownBy(() -> DataDirectory.open(data, service))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
