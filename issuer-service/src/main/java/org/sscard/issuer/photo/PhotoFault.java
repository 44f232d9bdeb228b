package org.sscard.issuer.photo;

import org.sscard.wire.error.CodedException;

/**
 * Why a file was not taken.
 *
 * @param file its name, with id numbers masked
 */
public record PhotoFault(String file, CodedException why) {}
