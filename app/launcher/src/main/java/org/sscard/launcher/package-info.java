@NullMarked
package org.sscard.launcher;

import org.jspecify.annotations.NullMarked;
