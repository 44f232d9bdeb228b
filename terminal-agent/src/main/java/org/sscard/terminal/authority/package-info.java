@NullMarked
package org.sscard.terminal.authority;

import org.jspecify.annotations.NullMarked;
