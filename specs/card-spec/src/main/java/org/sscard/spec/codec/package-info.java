@NullMarked
package org.sscard.spec.codec;

import org.jspecify.annotations.NullMarked;
