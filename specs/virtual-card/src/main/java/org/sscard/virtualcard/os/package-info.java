@NullMarked
package org.sscard.virtualcard.os;

import org.jspecify.annotations.NullMarked;
