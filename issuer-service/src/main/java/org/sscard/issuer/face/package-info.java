/** The card's two faces as they are printed: where everything stands (card specification §8), and a proof picture of it. */
@NullMarked
package org.sscard.issuer.face;

import org.jspecify.annotations.NullMarked;
