@NullMarked
package org.sscard.sdk.lines;

import org.jspecify.annotations.NullMarked;
