package org.sscard.servicekit.login;

import java.net.URI;

/**
 * A first run's way in without a certificate: opened in a browser once, within ten minutes.
 *
 * @param role in Chinese and English, for the person who chooses a link
 * @param person name of the fictional person
 */
public record LoginLink(String role, String person, URI address) {}
