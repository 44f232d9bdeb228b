/** Tables of custody. */
@NullMarked
package org.sscard.issuer.custody.store;

import org.jspecify.annotations.NullMarked;
