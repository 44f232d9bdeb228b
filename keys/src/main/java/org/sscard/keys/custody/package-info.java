@NullMarked
package org.sscard.keys.custody;

import org.jspecify.annotations.NullMarked;
