package org.sscard.launcher.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Where this machine's terminal agent answers. */
final class AgentAddress {

    @Option(
            names = "--agent",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8600",
            description = "终端代理的地址 / the terminal agent's address")
    private URI url;

    URI url() {
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }
}
