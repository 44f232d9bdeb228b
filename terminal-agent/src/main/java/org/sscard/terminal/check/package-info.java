/** What is well and what is wrong with a machine and its agent, each with its remedy: one source for page, JSON and doctor. */
@NullMarked
package org.sscard.terminal.check;

import org.jspecify.annotations.NullMarked;
