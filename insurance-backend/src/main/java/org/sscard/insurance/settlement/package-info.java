@NullMarked
package org.sscard.insurance.settlement;

import org.jspecify.annotations.NullMarked;
