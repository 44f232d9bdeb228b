@NullMarked
package org.sscard.spec;

import org.jspecify.annotations.NullMarked;
