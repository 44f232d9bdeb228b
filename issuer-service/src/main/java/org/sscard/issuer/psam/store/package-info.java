/** The inventory of PSAMs. */
@NullMarked
package org.sscard.issuer.psam.store;

import org.jspecify.annotations.NullMarked;
