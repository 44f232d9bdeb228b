@NullMarked
package org.sscard.keys.block;

import org.jspecify.annotations.NullMarked;
