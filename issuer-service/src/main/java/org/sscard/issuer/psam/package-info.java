/** PSAMs: their keys, their inventory, and what happens to a lost one. */
@NullMarked
package org.sscard.issuer.psam;

import org.jspecify.annotations.NullMarked;
