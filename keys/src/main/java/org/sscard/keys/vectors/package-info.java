@NullMarked
package org.sscard.keys.vectors;

import org.jspecify.annotations.NullMarked;
