@NullMarked
package org.sscard.issuer.dispatch.store;

import org.jspecify.annotations.NullMarked;
