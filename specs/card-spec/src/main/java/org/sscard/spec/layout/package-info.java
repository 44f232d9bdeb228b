@NullMarked
package org.sscard.spec.layout;

import org.jspecify.annotations.NullMarked;
