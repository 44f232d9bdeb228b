@NullMarked
package org.sscard.issuer.batch.store;

import org.jspecify.annotations.NullMarked;
