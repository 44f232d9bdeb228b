@NullMarked
package org.sscard.terminal.pin;

import org.jspecify.annotations.NullMarked;
