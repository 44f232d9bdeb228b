package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.cardtest.CardTestReport;
import org.sscard.issuer.cardtest.PointResult;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.issuer.cardtest.ReportFiles;
import org.sscard.launcher.card.CardTesting;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What {@code card test} takes. */
final class TestOptions {

    /** Where the cryptograms come from; without any of them, the published test keys. */
    static final class Source {

        @Option(
                names = "--image",
                paramLabel = "FILE",
                description = "卡片映像：密钥、PIN 和应有的卡 / card image: keys, PIN, and what the card should be")
        private @Nullable Path image;

        @Option(names = "--psam", paramLabel = "READER", description = "装有 PSAM 的读卡器 / reader with a PSAM")
        private @Nullable String psam;

        @Option(names = "--keys", paramLabel = "FILE", description = "测试密钥文件 / file of test keys")
        private @Nullable Path keys;
    }

    @Option(
            names = "--reader",
            paramLabel = "NAME",
            description = "读卡器；只给 --image 时测该映像的虚拟卡 / the reader; with --image alone its virtual card is tested")
    private @Nullable String reader;

    @ArgGroup(exclusive = true)
    private @Nullable Source source;

    @Option(names = "--destructive", description = "含应用锁定和卡片锁定 / with application block and card block")
    private boolean destructive;

    @Option(
            names = "--allow-serial",
            paramLabel = "SERIAL",
            description = "允许锁定的卡序列号（8 位十六进制） / serial of a card that may be blocked (8 hex digits)")
    private List<String> serials = new ArrayList<>();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            defaultValue = "card-test-report",
            description = "报告目录，默认 ${DEFAULT-VALUE} / directory of the report")
    private Path report;

    int test(PrintWriter out) {
        Clock clock = Clock.system(Region.TIME_ZONE);
        CardTestReport result = testing().run(clock, new SecureRandom());
        ReportFiles.write(result, report, Region.TIME_ZONE);
        result.results().forEach(point -> print(out, point));
        out.println(String.format(
                Locale.ROOT,
                "%d 通过 passed, %d 不通过 failed, %d 未测 skipped",
                result.count(Outcome.PASSED),
                result.count(Outcome.FAILED),
                result.count(Outcome.SKIPPED)));
        out.println("报告 report: " + report.resolve(ReportFiles.HTML) + ", " + report.resolve(ReportFiles.JSON));
        return result.passed() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private CardTesting testing() {
        Source given = source == null ? new Source() : source;
        HashSet<String> allowed = new HashSet<>();
        serials.forEach(serial -> allowed.add(serial.toUpperCase(Locale.ROOT)));
        Path image = given.image == null ? null : InputFile.existing(given.image);
        Path keys = given.keys == null ? null : InputFile.existing(given.keys);
        return new CardTesting(reader, image, given.psam, keys, destructive, allowed);
    }

    private static void print(PrintWriter out, PointResult result) {
        out.println(String.format(
                Locale.ROOT,
                "%2d %s %-7s %s / %s",
                result.point().number(),
                result.outcome().zh(),
                result.outcome(),
                result.point().zh(),
                result.point().en()));
        result.reason().ifPresent(reason -> out.println("     " + reason.zh() + " / " + reason.en()));
        if (result.outcome() == Outcome.FAILED) {
            out.println("     应为 expected " + result.expected() + "，实为 got " + result.got());
        }
    }
}
