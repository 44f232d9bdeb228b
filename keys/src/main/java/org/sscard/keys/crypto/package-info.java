@NullMarked
package org.sscard.keys.crypto;

import org.jspecify.annotations.NullMarked;
