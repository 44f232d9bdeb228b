@NullMarked
package org.sscard.terminal.pcsc;

import org.jspecify.annotations.NullMarked;
