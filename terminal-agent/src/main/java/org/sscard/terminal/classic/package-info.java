/**
 * The standard reader interface as programs know it (LD/T 33-2015, terminal interface §1 to §7): strings over the typed
 * operations of the window, with all its habits. Nothing else of the agent knows these strings.
 */
@NullMarked
package org.sscard.terminal.classic;

import org.jspecify.annotations.NullMarked;
