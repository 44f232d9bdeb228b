@NullMarked
package org.sscard.spec.apdu;

import org.jspecify.annotations.NullMarked;
