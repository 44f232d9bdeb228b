@NullMarked
package org.sscard.insurance.settlement.store;

import org.jspecify.annotations.NullMarked;
