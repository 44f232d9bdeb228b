@NullMarked
package org.sscard.issuer.quality.store;

import org.jspecify.annotations.NullMarked;
