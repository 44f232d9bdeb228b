@NullMarked
package org.sscard.sdk.rpc;

import org.jspecify.annotations.NullMarked;
