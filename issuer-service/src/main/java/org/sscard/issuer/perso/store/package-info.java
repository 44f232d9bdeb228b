@NullMarked
package org.sscard.issuer.perso.store;

import org.jspecify.annotations.NullMarked;
