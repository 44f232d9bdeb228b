@NullMarked
package org.sscard.issuer.authority.store;

import org.jspecify.annotations.NullMarked;
