@NullMarked
package org.sscard.spec.identity;

import org.jspecify.annotations.NullMarked;
