package org.sscard.launcher.cli;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.RpcConnection;
import picocli.CommandLine.Option;

/** Where the bureau is. A first run takes operators on the same machine without a certificate, over http. */
final class BureauConnection {

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "发卡机构服务，默认 http://127.0.0.1:8610，有证书时为 https / the issuer's address")
    @Nullable
    private URI issuer;

    @Option(names = "--certificate", paramLabel = "FILE", description = "个人证书 PEM / own certificate")
    @Nullable
    private Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "私钥 PEM，默认与证书同名 / own key")
    @Nullable
    private Path key;

    @Option(names = "--authority", paramLabel = "FILE", description = "信任的机构，默认同目录 ca.crt / trusted authority")
    @Nullable
    private Path authority;

    /** One call. What the service refused is shown as every failure is. */
    <S extends AbstractBlockingStub<S>, T> T asked(Class<S> service, Function<S, T> call) {
        try (RpcConnection connection = open()) {
            try {
                return call.apply(connection.stub(service, IssuerConnection.PATIENCE));
            } catch (StatusRuntimeException e) {
                throw connection.failure(e);
            }
        }
    }

    private RpcConnection open() {
        Path own = certificate;
        if (own == null) {
            return RpcConnection.to(issuer == null ? URI.create("http://127.0.0.1:8610") : issuer, null);
        }
        String name = String.valueOf(own.getFileName());
        Path secret = key == null ? own.resolveSibling(name.replaceAll("crt$", "key")) : key;
        Path trusted = authority == null ? own.resolveSibling("ca.crt") : authority;
        return RpcConnection.to(
                issuer == null ? URI.create("https://127.0.0.1:8610") : issuer,
                new Credentials(InputFile.existing(own), InputFile.existing(secret), InputFile.existing(trusted)));
    }
}
