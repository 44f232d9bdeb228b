/** Leads custodians through a key ceremony. */
@NullMarked
package org.sscard.launcher.ceremony;

import org.jspecify.annotations.NullMarked;
