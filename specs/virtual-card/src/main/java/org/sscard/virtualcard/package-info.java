@NullMarked
package org.sscard.virtualcard;

import org.jspecify.annotations.NullMarked;
