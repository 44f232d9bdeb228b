package org.sscard.terminal.classic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The key address that a key service knows each key by (§4), a profile: {@code key-addresses.tsv}, and what the region's
 * configuration says instead.
 */
final class KeyAddresses {

    private final Map<String, String> addresses;

    private KeyAddresses(Map<String, String> addresses) {
        this.addresses = Map.copyOf(addresses);
    }

    /** @param region key name → address, in place of the profile's */
    static KeyAddresses of(Map<String, String> region) {
        Map<String, String> addresses = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(KeyAddresses.class.getResourceAsStream("key-addresses.tsv"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] fields = line.split("\t", -1);
                addresses.put(fields[0], fields[1]);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        addresses.putAll(region);
        return new KeyAddresses(addresses);
    }

    /** Empty for a key that the profile does not know. */
    String of(String key) {
        return addresses.getOrDefault(key, "");
    }
}
