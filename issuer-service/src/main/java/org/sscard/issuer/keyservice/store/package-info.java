@NullMarked
package org.sscard.issuer.keyservice.store;

import org.jspecify.annotations.NullMarked;
