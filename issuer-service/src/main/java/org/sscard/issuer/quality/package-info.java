@NullMarked
package org.sscard.issuer.quality;

import org.jspecify.annotations.NullMarked;
