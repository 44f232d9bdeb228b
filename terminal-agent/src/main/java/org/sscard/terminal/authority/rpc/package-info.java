/** The key service as an authority. */
@NullMarked
package org.sscard.terminal.authority.rpc;

import org.jspecify.annotations.NullMarked;
