@NullMarked
package org.sscard.terminal.card;

import org.jspecify.annotations.NullMarked;
