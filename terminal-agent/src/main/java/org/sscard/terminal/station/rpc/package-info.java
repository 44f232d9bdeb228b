@NullMarked
package org.sscard.terminal.station.rpc;

import org.jspecify.annotations.NullMarked;
