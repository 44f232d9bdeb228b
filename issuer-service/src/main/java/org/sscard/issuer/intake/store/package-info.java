@NullMarked
package org.sscard.issuer.intake.store;

import org.jspecify.annotations.NullMarked;
