package org.sscard.terminal;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Default;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.terminal.access.AllowedOrigin;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.RoleMap;

/**
 * The agent's configuration file.
 *
 * @param data directory of the audit log and the blacklist's copy
 * @param allowOrigins web origins whose pages may ask, {@code ORIGIN} for the basic read or {@code ORIGIN=scope,scope} (basic-read,
 *     file-read, pin, write, debit); no other page reaches the agent
 * @param users accounts of this machine, besides the agent's own, whose programs and browsers it serves; {@code @seat}: whoever
 *     sits at the machine
 * @param device device number that the basic read reports, may be empty
 * @param pcsc whether the machine's PC/SC readers are used
 * @param readers which reader serves what, the first that fits decides
 * @param virtual readers of a sandbox; a production agent has none
 * @param pinLimit how long the holder has for one PIN
 * @param readerPadDigits how many digits a PIN has that is entered at a reader with keys (PC/SC part 10), 4 to 16, even; 0:
 *     such keys are not used
 * @param commandLimit how long a card may take for one command before it counts as mute
 * @param recoveryWindow how long a card whose answer to DEBIT was lost may take to come back
 * @param blacklistAge how long ago the issuer may have confirmed the blacklist before the status page, doctor and metrics warn
 * @param issuer the bureau's service, for the blacklist and for a station; absent: the agent works alone
 * @param keyService gives cryptograms where the PSAM cannot; absent: the PSAM alone
 * @param classic the standard reader interface as strings; absent: not served
 * @param kiosk the pages of a self-service terminal; absent: not served
 * @param station name of this personalisation station; absent: the agent is none
 */
public record AgentConfig(
        @Default("{port: 8600}") ServerConfig server,
        @Default(".sscard/agent") Path data,
        @Default("[]") List<String> allowOrigins,
        @Default("[]") List<String> users,
        @Default("") String device,
        @Default("true") boolean pcsc,
        @Default("[]") List<ReaderRule> readers,
        @Default("[]") List<SandboxReader> virtual,
        @Default("60s") Duration pinLimit,
        @Default("6") int readerPadDigits,
        @Default("10s") Duration commandLimit,
        @Default("20s") Duration recoveryWindow,
        @Default("24h") Duration blacklistAge,
        @Nullable Issuer issuer,
        @Nullable KeyService keyService,
        @Nullable String station,
        @Nullable Classic classic,
        @Nullable KioskConfig kiosk) {

    public AgentConfig {
        if (readerPadDigits != 0 && (readerPadDigits < 4 || readerPadDigits > 16 || readerPadDigits % 2 != 0)) {
            throw new IllegalArgumentException("readerPadDigits 0 or 4 to 16, even");
        }
        allowOrigins = List.copyOf(allowOrigins);
        allowOrigins.forEach(AllowedOrigin::parse);
        users = List.copyOf(users);
        if (!server.host().matches("localhost|127[.][0-9]+[.][0-9]+[.][0-9]+|::1")) {
            throw new IllegalArgumentException("a loopback address as server.host");
        }
        readers = List.copyOf(readers);
        virtual = List.copyOf(virtual);
        if (station != null && issuer == null) {
            throw new IllegalArgumentException("an issuer beside station");
        }
    }

    /** @param name a regular expression that is searched in the reader's name */
    public record ReaderRule(String name, ReaderRole role) {

        public ReaderRule {
            try {
                Pattern.compile(name);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("a regular expression", e);
            }
        }

        RoleMap.Rule rule() {
            return new RoleMap.Rule(Pattern.compile(name), role);
        }
    }

    /**
     * @param role absent: as a first run needs it, the first for the holder's card, the second for the PSAM
     * @param image a card image that lies in the reader from the start
     */
    public record SandboxReader(
            String name,
            @Nullable ReaderRole role,
            @Nullable Path image) {}

    /** @param credentials the agent's client certificate; absent only in a first run on one machine */
    public record Issuer(URI url, @Nullable Credentials credentials) {}

    /**
     * @param port of the WebSocket on 127.0.0.1 that existing pages know
     * @param keyAddresses the key address of each key name where this region's programs know another than the profile's
     * @param stepLimit how long a step of the key-service exchange waits for the next one
     * @param pinReloadInClear whether step 2 of iReloadPIN hands the new PIN to the calling program in clear
     */
    public record Classic(
            @Default("12342") int port,
            @Default("{}") Map<String, String> keyAddresses,
            @Default("60s") Duration stepLimit,
            @Default("false") boolean pinReloadInClear) {

        public Classic {
            keyAddresses = Map.copyOf(keyAddresses);
        }
    }

    /**
     * @param credentials the agent's client certificate; the key service asks for one, also in a first run
     * @param terminal the number under which this agent debits without a PSAM, 12 digits; absent: twelve zeros, which the key
     *     service gives to the first that uses them
     * @param purchaseKeyIndex which DPK the key service computes with, 1 to 3
     * @param limit how long one answer may take
     */
    public record KeyService(
            URI url,
            @Nullable Credentials credentials,
            @Default("000000000000") String terminal,
            @Default("1") int purchaseKeyIndex,
            @Default("5s") Duration limit) {

        public KeyService {
            if (!terminal.matches("[0-9]{12}")) {
                throw new IllegalArgumentException("a terminal number of 12 digits");
            }
            if (purchaseKeyIndex < 1 || purchaseKeyIndex > 3) {
                throw new IllegalArgumentException("a purchase key index from 1 to 3");
            }
        }
    }
}
