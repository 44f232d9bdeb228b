package org.sscard.terminal.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an administrator tells the browsers of a machine about its loopback (terminal interface §7): since version 142 a
 * page must be allowed to reach it, by the person in front or by policy.
 */
public final class BrowserPolicy {

    /** Before {@code .json} in the folder of a browser's policies. */
    public static final String FILE = "sscard-agent.json";

    /** Allows pages to reach machines of the house and this one; browsers split it from version 147 on. */
    private static final List<String> ALLOWING =
            List.of("LocalNetworkAccessAllowedForUrls", "LoopbackNetworkAllowedForUrls");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Browsers that take these policies from files, on Linux. */
    public enum Browser {
        CHROMIUM("Chromium", "etc/chromium/policies", "usr/bin/chromium"),
        CHROME("Google Chrome", "etc/opt/chrome/policies", "opt/google/chrome/chrome"),
        EDGE("Microsoft Edge", "etc/opt/edge/policies", "opt/microsoft/msedge/msedge");

        private final String title;
        private final String policies;
        private final String program;

        Browser(String title, String policies, String program) {
            this.title = title;
            this.policies = policies;
            this.program = program;
        }

        public String title() {
            return title;
        }

        /** Where the policy belongs. */
        public Path file(Path root) {
            return root.resolve(policies).resolve("managed").resolve(FILE);
        }

        boolean installed(Path root) {
            return Files.exists(root.resolve(program));
        }
    }

    private BrowserPolicy() {}

    /**
     * The policy as a file.
     *
     * @param origins whose pages may reach this machine
     * @param authority certificate in base64 DER that https on loopback is signed by; empty: the browsers learn it otherwise
     */
    public static String json(List<String> origins, Optional<String> authority) {
        ObjectNode policy = JSON.createObjectNode();
        for (String name : ALLOWING) {
            ArrayNode urls = policy.putArray(name);
            origins.forEach(urls::add);
        }
        authority.ifPresent(certificate -> policy.putArray("CACertificates").add(certificate));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(policy) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The file by which a browser of this machine lets an origin reach loopback.
     *
     * @param root / of the machine
     */
    static Optional<Path> allowing(Path root, Browser browser, String origin) {
        Path folder = root.resolve(browser.policies);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> allows(file, origin))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static boolean allows(Path file, String origin) {
        try {
            JsonNode policy = JSON.readTree(Files.readString(file));
            for (String name : ALLOWING) {
                for (JsonNode pattern : policy.path(name)) {
                    if (covers(pattern.asText(), origin)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** The patterns in use: {@code *}, an origin, {@code https://[*.]example.com}. */
    private static boolean covers(String pattern, String origin) {
        String bare = pattern.endsWith("/") ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (bare.equals("*") || bare.equals(origin)) {
            return true;
        }
        int any = bare.indexOf("[*.]");
        if (any < 0) {
            return false;
        }
        String scheme = bare.substring(0, any);
        String host = bare.substring(any + "[*.]".length());
        return origin.startsWith(scheme) && (origin.equals(scheme + host) || origin.endsWith("." + host));
    }
}
