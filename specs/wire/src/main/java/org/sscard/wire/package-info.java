@NullMarked
package org.sscard.wire;

import org.jspecify.annotations.NullMarked;
