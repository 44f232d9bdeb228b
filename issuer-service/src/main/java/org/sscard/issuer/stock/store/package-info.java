@NullMarked
package org.sscard.issuer.stock.store;

import org.jspecify.annotations.NullMarked;
