@NullMarked
package org.sscard.issuer.preparation;

import org.jspecify.annotations.NullMarked;
