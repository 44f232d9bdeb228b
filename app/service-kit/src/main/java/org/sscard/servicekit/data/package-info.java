/** A service's data directory: one service, one process. */
@NullMarked
package org.sscard.servicekit.data;

import org.jspecify.annotations.NullMarked;
