package org.sscard.keys.model;

/**
 * The token without which key material cannot be read. Whoever touches clear bytes writes {@code MaterialAccess.GRANTED},
 * which a reviewer and a test can search for: it may appear in {@code org.sscard.keys} only.
 */
public enum MaterialAccess {
    GRANTED
}
