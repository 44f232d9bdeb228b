/** Photos for the cards: checked, cut to 26:32 and brought within the 4,096 bytes of EF08. */
@NullMarked
package org.sscard.issuer.photo;

import org.jspecify.annotations.NullMarked;
