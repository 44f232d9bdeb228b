@NullMarked
package org.sscard.terminal.api;

import org.jspecify.annotations.NullMarked;
