@NullMarked
package org.sscard.issuer.intake;

import org.jspecify.annotations.NullMarked;
