@NullMarked
package org.sscard.terminal;

import org.jspecify.annotations.NullMarked;
