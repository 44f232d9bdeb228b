@NullMarked
package org.sscard.issuer.stock;

import org.jspecify.annotations.NullMarked;
