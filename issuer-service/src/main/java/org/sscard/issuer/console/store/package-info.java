@NullMarked
package org.sscard.issuer.console.store;

import org.jspecify.annotations.NullMarked;
