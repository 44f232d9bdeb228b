/** Custody of keys: who may do what with them, and that nobody does it alone. */
@NullMarked
package org.sscard.issuer.custody;

import org.jspecify.annotations.NullMarked;
