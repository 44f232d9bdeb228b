@NullMarked
package org.sscard.terminal.api.rpc;

import org.jspecify.annotations.NullMarked;
