package org.sscard.launcher.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sscard.spec.blacklist.BlacklistFile;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.BlacklistInfo;
import org.sscard.wire.issuer.v1.BlacklistServiceGrpc.BlacklistServiceBlockingStub;
import org.sscard.wire.issuer.v1.FetchBlacklistRequest;
import org.sscard.wire.issuer.v1.GetBlacklistRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "blacklist", description = "黑名单全量 / the full blacklist", mixinStandardHelpOptions = true)
final class BlacklistCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "show",
            description = "发卡机构的最新全量：版本、张数、摘要、签名 / the issuer's newest list",
            mixinStandardHelpOptions = true)
    int show(@Mixin BureauConnection to, @Mixin AnswerView view) {
        view.show(
                spec.commandLine().getOut(),
                to.asked(
                        BlacklistServiceBlockingStub.class,
                        lists -> lists.getBlacklist(GetBlacklistRequest.getDefaultInstance())));
        return ExitCode.DONE;
    }

    @Command(
            name = "fetch",
            description = "下载全量文件并核对摘要 / the full list as a file, its digest checked",
            mixinStandardHelpOptions = true)
    int fetch(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "FILE") Path file) {
        BlacklistInfo info = to.asked(
                BlacklistServiceBlockingStub.class,
                lists -> lists.getBlacklist(GetBlacklistRequest.getDefaultInstance()));
        MessageDigest digest = sha256();
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            to.asked(BlacklistServiceBlockingStub.class, lists -> {
                lists.fetchBlacklist(FetchBlacklistRequest.newBuilder()
                                .setVersion(info.getVersion())
                                .build())
                        .forEachRemaining(
                                chunk -> write(out, digest, chunk.getData().toByteArray()));
                return info;
            });
        } catch (IOException | UncheckedIOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file);
        }
        if (!MessageDigest.isEqual(digest.digest(), info.getSha256().toByteArray())) {
            throw new CodedException(ErrorCode.BLACKLIST_DAMAGED, file);
        }
        view.show(spec.commandLine().getOut(), info);
        return ExitCode.DONE;
    }

    private static void write(OutputStream out, MessageDigest digest, byte[] data) {
        try {
            out.write(data);
            digest.update(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Command(
            name = "check",
            description = "在全量文件中查一张卡；列入时退出码 1 / looks a card up in a file; exit code 1 if it is listed",
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(index = "0", paramLabel = "FILE") Path file,
            @Parameters(index = "1", paramLabel = "CODE", description = "卡识别码，32 位十六进制 / 32 hex digits") String code) {
        CardIdentificationCode card;
        try {
            card = CardIdentificationCode.ofBytes(HexFormat.of().parseHex(code));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "CODE", "32 hex");
        }
        try {
            BlacklistFile list = BlacklistFile.open(InputFile.existing(file));
            boolean listed = list.contains(card);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s  version %d  %d cards%n",
                            listed ? "列入 listed" : "未列入 not listed", list.version(), list.count());
            return listed ? ExitCode.FAILED : ExitCode.DONE;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.BLACKLIST_DAMAGED, file);
        }
    }
}
