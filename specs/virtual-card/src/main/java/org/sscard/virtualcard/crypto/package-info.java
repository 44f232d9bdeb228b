@NullMarked
package org.sscard.virtualcard.crypto;

import org.jspecify.annotations.NullMarked;
