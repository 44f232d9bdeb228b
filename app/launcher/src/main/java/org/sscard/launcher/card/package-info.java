/** The card verbs of the command line: reading a card at this machine, serving a virtual one. */
@NullMarked
package org.sscard.launcher.card;

import org.jspecify.annotations.NullMarked;
