/** Recorded APDU sessions: redaction, file format, replay, explanation in words. Format: docs/trace-format.md. */
@NullMarked
package org.sscard.spec.trace;

import org.jspecify.annotations.NullMarked;
