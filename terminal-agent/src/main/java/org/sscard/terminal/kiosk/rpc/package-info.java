@NullMarked
package org.sscard.terminal.kiosk.rpc;

import org.jspecify.annotations.NullMarked;
