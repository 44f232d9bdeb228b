@NullMarked
package org.sscard.issuer.perso;

import org.jspecify.annotations.NullMarked;
