package org.sscard.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.sscard.servicekit.config.Configuration;

/** An agent as a process of its own, for tests that look into its memory or kill it. */
public final class AgentProcess {

    private AgentProcess() {}

    /** @param arguments the configuration; where to write the address when it serves */
    public static void main(String[] arguments) throws Exception {
        AgentConfig config =
                Configuration.parse(Files.readString(Path.of(arguments[0])), arguments[0], Map.of(), AgentConfig.class);
        TerminalAgent agent =
                TerminalAgent.start(config, true, Clock.system(ZoneId.of("Asia/Shanghai")), new SecureRandom());
        Path partial = Path.of(arguments[1] + ".new");
        Files.writeString(partial, agent.url().toString());
        Files.move(partial, Path.of(arguments[1]));
        new CountDownLatch(1).await();
    }
}
