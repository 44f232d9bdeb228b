@NullMarked
package org.sscard.virtualcard.vpcd;

import org.jspecify.annotations.NullMarked;
