@NullMarked
package org.sscard.insurance;

import org.jspecify.annotations.NullMarked;
