package org.sscard.launcher.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.login.LoginLink;
import org.sscard.servicekit.server.Running;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every service takes on its command line; a value given here wins over the file. */
final class ServiceOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML 配置文件 / YAML configuration")
    private @Nullable Path config;

    @Option(names = "--dev", description = "首次试用 / a first run on this machine")
    private boolean dev;

    @Option(names = "--data", paramLabel = "DIR", description = "数据目录 / data directory")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "N", description = "端口，0 由系统选择 / port, 0 lets the system choose")
    private @Nullable Integer port;

    @Option(names = "--with-parent", hidden = true, description = "父进程结束时结束 / ends when stdin is closed")
    private boolean withParent;

    boolean dev() {
        return dev;
    }

    /** The service's configuration, {@code more} being overrides that only this service knows. */
    <T extends Record> T configuration(Class<T> type, Map<String, String> more) {
        Map<String, String> overrides = new LinkedHashMap<>(more);
        if (data != null) {
            overrides.put("data", '"' + data.toAbsolutePath().toString() + '"');
        }
        if (port != null) {
            overrides.put("server.port", port.toString());
        }
        return config == null ? Configuration.defaults(overrides, type) : Configuration.read(config, overrides, type);
    }

    /** Says that the service serves, and waits until the process is asked to stop. */
    int serve(Running service) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            service.close();
                            stopped.countDown();
                        },
                        "stop"));
        if (withParent) {
            endWithParent();
        }
        for (LoginLink link : service.loginLinks()) {
            command.commandLine().getOut().println("LOGIN " + link.role() + " " + link.person() + " " + link.address());
        }
        command.commandLine().getOut().println("READY " + service.url());
        stopped.await();
        return ExitCode.DONE;
    }

    /** A parent that dies, however it dies, closes the pipe that is our stdin. */
    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // A broken pipe says the same as a closed one.
                    }
                    System.exit(ExitCode.DONE);
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }
}
