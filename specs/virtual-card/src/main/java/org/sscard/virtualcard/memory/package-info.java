@NullMarked
package org.sscard.virtualcard.memory;

import org.jspecify.annotations.NullMarked;
