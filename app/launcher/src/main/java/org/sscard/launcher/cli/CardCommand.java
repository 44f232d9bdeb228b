package org.sscard.launcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.codec.binary.Hex;
import org.jspecify.annotations.Nullable;
import org.sscard.launcher.card.WindowReading;
import org.sscard.spec.trace.TraceRole;
import org.sscard.terminal.card.BasicData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "card", description = "社会保障卡 / cards", mixinStandardHelpOptions = true)
final class CardCommand {

    /** How a result is printed. */
    enum Format {
        TEXT,
        JSON
    }

    @Spec
    private CommandSpec spec;

    @Command(
            name = "serve",
            description = "在 pcscd 的 vpcd 读卡器中放一张虚拟卡 / a virtual card in a vpcd reader of pcscd",
            mixinStandardHelpOptions = true)
    int serve(
            @Mixin ServeOptions options,
            @Option(
                            names = "--contactless",
                            description = "非接触界面的 ATR（3.0 卡） / the ATR that a contactless reader shows of a 3.0 card")
                    boolean contactless)
            throws InterruptedException {
        return options.serve(TraceRole.CARD, contactless);
    }

    @Command(
            name = "read",
            description = "读基本信息 / basic read of the inserted card, or of a card image",
            mixinStandardHelpOptions = true)
    int read(
            @Option(names = "--reader", paramLabel = "NAME", description = "读卡器 / the reader, default the first")
                    @Nullable
                    String reader,
            @Option(names = "--image", paramLabel = "FILE", description = "读映像而不用读卡器 / read an image instead") @Nullable
                    Path image,
            @Option(names = "--format", defaultValue = "text", description = "text 或 json / text or json")
                    Format format)
            throws IOException {
        WindowReading reading = new WindowReading(new SecureRandom());
        BasicData data = image == null
                ? reading.ofReader(reader)
                : reading.ofImage(Files.readString(InputFile.existing(image)), image);
        print(fields(data), format);
        return ExitCode.DONE;
    }

    @Command(
            name = "test",
            description = "通用测试（27 项），写出 HTML 和 JSON 报告 / the general test, with a report",
            mixinStandardHelpOptions = true)
    int test(@Mixin TestOptions options) {
        return options.test(spec.commandLine().getOut());
    }

    /** The eleven fields of the basic read in their order (terminal interface §2). */
    private static Map<String, String> fields(BasicData data) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("region", data.identity().region());
        fields.put("socialSecurityNumber", data.socialSecurityNumber());
        fields.put("cardNumber", data.cardNumber());
        fields.put(
                "cardIdentificationCode", data.identity().identificationCode().hex());
        fields.put("name", data.name());
        fields.put("atrHistoricalBytes", Hex.encodeHexString(data.identity().historicalBytes(), false));
        fields.put("version", data.specificationVersion());
        fields.put("issueDate", data.issueDate());
        fields.put("expiryDate", data.expiryDate());
        fields.put("terminal", data.terminal());
        fields.put("device", data.device());
        return fields;
    }

    private void print(Map<String, String> fields, Format format) throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.JSON) {
            out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(fields));
        } else {
            fields.forEach((name, value) -> out.println(String.format("%-24s %s", name, value)));
        }
    }
}
