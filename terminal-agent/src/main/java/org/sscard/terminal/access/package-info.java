/** Who may ask this agent for what: web pages by their origin, programs by the operating-system user they run as. */
@NullMarked
package org.sscard.terminal.access;

import org.jspecify.annotations.NullMarked;
