package org.sscard.launcher.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "certificate",
        description = "首次试用的内部证书机构：签发、吊销 / the internal authority of a first run",
        mixinStandardHelpOptions = true)
final class CertificateCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "issue", description = "签发个人证书 / issues a person's certificate", mixinStandardHelpOptions = true)
    int issue(
            @Option(
                            names = "--pki",
                            required = true,
                            paramLabel = "DIR",
                            description = "如 / such as .sscard/issuer/tls")
                    Path pki,
            @Option(names = "--account", required = true, description = "账号 / account") String account,
            @Option(
                            names = "--person",
                            required = true,
                            description = "人员编号，同一人的各账号相同 / the same in all accounts of one person")
                    String person,
            @Option(names = "--role", required = true, description = "可重复 / repeatable: ${COMPLETION-CANDIDATES}")
                    List<Role> roles) {
        spec.commandLine()
                .getOut()
                .println(authority(pki)
                        .client(account, person, roles.toArray(Role[]::new))
                        .certificate());
        return ExitCode.DONE;
    }

    @Command(name = "list", description = "签发过的证书 / what was issued", mixinStandardHelpOptions = true)
    int list(@Option(names = "--pki", required = true, paramLabel = "DIR") Path pki) {
        InternalCa authority = authority(pki);
        authority
                .issued()
                .forEach((name, certificate) -> spec.commandLine()
                        .getOut()
                        .printf(
                                "%-20s %s %s %s%n",
                                name,
                                certificate.getSerialNumber().toString(16),
                                certificate.getSubjectX500Principal(),
                                authority.revoked(certificate) ? "REVOKED" : ""));
        return ExitCode.DONE;
    }

    @Command(
            name = "revoke",
            description = "吊销，下一次调用起生效 / revokes, from the next call on",
            mixinStandardHelpOptions = true)
    int revoke(
            @Option(names = "--pki", required = true, paramLabel = "DIR") Path pki,
            @Option(names = "--account", required = true) String account) {
        InternalCa authority = authority(pki);
        X509Certificate issued = authority.issued().get(account);
        if (issued == null) {
            throw new CodedException(ErrorCode.CERTIFICATE_FILE_INVALID, account);
        }
        authority.revoke(issued, account);
        return ExitCode.DONE;
    }

    private static InternalCa authority(Path pki) {
        return InternalCa.open(pki, Clock.system(Region.TIME_ZONE), new SecureRandom());
    }
}
