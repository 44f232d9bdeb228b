@NullMarked
package org.sscard.keys.vault;

import org.jspecify.annotations.NullMarked;
