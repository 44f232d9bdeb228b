@NullMarked
package org.sscard.terminal.reader;

import org.jspecify.annotations.NullMarked;
