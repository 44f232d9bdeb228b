@NullMarked
package org.sscard.keys;

import org.jspecify.annotations.NullMarked;
