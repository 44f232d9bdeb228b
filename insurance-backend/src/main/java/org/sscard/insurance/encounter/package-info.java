@NullMarked
package org.sscard.insurance.encounter;

import org.jspecify.annotations.NullMarked;
