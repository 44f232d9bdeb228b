@NullMarked
package org.sscard.issuer.registry.store;

import org.jspecify.annotations.NullMarked;
