/** Rows that nobody reads or changes past the registry: encryption, blind indexes and row MACs. */
@NullMarked
package org.sscard.issuer.seal;

import org.jspecify.annotations.NullMarked;
