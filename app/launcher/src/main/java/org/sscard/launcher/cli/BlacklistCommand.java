package org.sscard.launcher.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.sscard.spec.blacklist.BlacklistFile;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.BlacklistServiceGrpc.BlacklistServiceBlockingStub;
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
