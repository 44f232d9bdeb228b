package org.sscard.launcher.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.InsuranceConfig;
import org.sscard.insurance.InsuranceService;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.servicekit.backup.Manifest;
import org.sscard.servicekit.backup.ServiceData;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.database.DatabaseConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which service's data {@code backup}, {@code restore} and {@code upgrade} are about. */
final class SavedService {

    /** The services that keep data worth saving. An agent's configuration is its only property. */
    enum Name {
        issuer,
        insurance
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--service", required = true, description = "服务：${COMPLETION-CANDIDATES} / the service")
    private Name name;

    @Option(names = "--config", paramLabel = "FILE", description = "该服务的 YAML 配置 / the service's configuration")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "数据目录 / data directory")
    private @Nullable Path data;

    /** What is kept, and where. */
    record Place(ServiceData data, DatabaseConfig database, Path directory) {}

    Place place() {
        return switch (name) {
            case issuer -> {
                IssuerConfig issuer = configuration(IssuerConfig.class);
                yield new Place(IssuerService.DATA, issuer.database(), issuer.data());
            }
            case insurance -> {
                InsuranceConfig insurance = configuration(InsuranceConfig.class);
                yield new Place(InsuranceService.DATA, insurance.database(), insurance.data());
            }
        };
    }

    private <T extends Record> T configuration(Class<T> type) {
        Map<String, String> overrides = new LinkedHashMap<>();
        if (data != null) {
            overrides.put("data", '"' + data.toAbsolutePath().toString() + '"');
        }
        return config == null ? Configuration.defaults(overrides, type) : Configuration.read(config, overrides, type);
    }

    void say(String zh, String en) {
        command.commandLine().getOut().println(zh + " / " + en);
    }

    void describe(Manifest manifest) {
        say(
                "服务 " + manifest.service() + "，时间 " + manifest.createdAt() + "，结构 " + manifest.schemas(),
                "service " + manifest.service() + " at " + manifest.createdAt() + ", schema " + manifest.schemas());
        say(
                manifest.tables().size() + " 张表 " + manifest.rows() + " 行，"
                        + manifest.sequences().size() + " 个序号，"
                        + manifest.files().size() + " 个文件",
                manifest.tables().size() + " tables with " + manifest.rows() + " rows, "
                        + manifest.sequences().size() + " sequences, "
                        + manifest.files().size() + " files");
    }
}
