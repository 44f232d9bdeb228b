package org.sscard.insurance.compat;

/** Does what one transaction asks, within the message's database transaction; a refusal is a CodedException. */
@FunctionalInterface
interface Handler {

    Answer handle(Call call);
}
