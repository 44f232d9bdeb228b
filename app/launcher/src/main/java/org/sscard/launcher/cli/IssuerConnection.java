package org.sscard.launcher.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.RpcConnection;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the issuer is, and with which certificate a person comes to it. */
final class IssuerConnection {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            defaultValue = "https://127.0.0.1:8610",
            description = "发卡机构服务 / the issuer's address")
    private URI issuer;

    @Option(names = "--certificate", paramLabel = "FILE", description = "个人证书 PEM / own certificate", required = true)
    private Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "私钥 PEM，默认与证书同名 / own key")
    @Nullable
    private Path key;

    @Option(names = "--authority", paramLabel = "FILE", description = "信任的机构，默认同目录 ca.crt / trusted authority")
    @Nullable
    private Path authority;

    RpcConnection open() {
        String name = String.valueOf(certificate.getFileName());
        if (key == null && !name.endsWith(".crt")) {
            throw new ParameterException(command.commandLine(), "--key");
        }
        Path own = key == null ? certificate.resolveSibling(name.replaceAll("crt$", "key")) : key;
        Path trusted = authority == null ? certificate.resolveSibling("ca.crt") : authority;
        return RpcConnection.to(
                issuer,
                new Credentials(InputFile.existing(certificate), InputFile.existing(own), InputFile.existing(trusted)));
    }
}
