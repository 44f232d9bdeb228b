@NullMarked
package org.sscard.virtualcard.image;

import org.jspecify.annotations.NullMarked;
