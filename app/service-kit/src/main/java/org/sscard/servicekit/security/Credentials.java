package org.sscard.servicekit.security;

import java.nio.file.Path;

/**
 * Files that prove who one is and whom one trusts, all PEM; any TLS library takes them.
 *
 * @param certificate own certificate, followed by its intermediates
 * @param key own private key, PKCS#8, not encrypted, readable by its owner only
 * @param authority certificates of the authorities whose peers are trusted
 */
public record Credentials(Path certificate, Path key, Path authority) {}
