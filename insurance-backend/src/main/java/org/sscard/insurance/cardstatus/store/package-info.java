@NullMarked
package org.sscard.insurance.cardstatus.store;

import org.jspecify.annotations.NullMarked;
