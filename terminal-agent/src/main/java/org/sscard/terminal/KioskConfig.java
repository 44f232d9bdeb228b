package org.sscard.terminal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.config.Default;

/**
 * The self-service terminal of an agent.
 *
 * @param terminal number of the terminal, at most 40 characters: stands in the histories of cards and on receipts
 * @param issuer the bureau's service with a certificate of role kiosk; absent: the agent's own issuer
 * @param insurer the insurer's service, with a certificate of role kiosk; absent: no benefits and accounts
 * @param printer absent: no receipts
 * @param pageLimit how long a screen waits for a decision; doubled in 长辈版
 * @param warning how long before its end a screen warns
 */
public record KioskConfig(
        @Default("KIOSK-1") String terminal,
        AgentConfig.@Nullable Issuer issuer,
        AgentConfig.@Nullable Issuer insurer,
        @Nullable Printer printer,
        @Default("30s") Duration pageLimit,
        @Default("10s") Duration warning) {

    private static final int TERMINAL_LENGTH = 40;

    public KioskConfig {
        if (terminal.isBlank() || terminal.length() > TERMINAL_LENGTH) {
            throw new IllegalArgumentException("terminal: 1 to " + TERMINAL_LENGTH + " characters");
        }
        if (warning.compareTo(pageLimit) >= 0) {
            throw new IllegalArgumentException("a warning before the end of the pageLimit");
        }
    }

    /** What a first run serves without being asked for. */
    static KioskConfig firstRun() {
        return Configuration.defaults(Map.of(), KioskConfig.class);
    }

    /**
     * One of the two.
     *
     * @param folder receipts as files, ESC/POS and PDF
     * @param host address of an ESC/POS printer on the network
     * @param port of it
     */
    public record Printer(
            @Nullable Path folder,
            @Nullable String host,
            @Default("9100") int port) {

        public Printer {
            if ((folder == null) == (host == null)) {
                throw new IllegalArgumentException("either a folder or a host");
            }
        }
    }
}
