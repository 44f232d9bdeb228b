@NullMarked
package org.sscard.issuer.preparation.store;

import org.jspecify.annotations.NullMarked;
