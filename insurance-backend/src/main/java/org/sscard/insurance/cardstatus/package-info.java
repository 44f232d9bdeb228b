@NullMarked
package org.sscard.insurance.cardstatus;

import org.jspecify.annotations.NullMarked;
