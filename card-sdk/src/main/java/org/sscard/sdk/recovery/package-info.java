@NullMarked
package org.sscard.sdk.recovery;

import org.jspecify.annotations.NullMarked;
