@NullMarked
package org.sscard.terminal.feed.rpc;

import org.jspecify.annotations.NullMarked;
