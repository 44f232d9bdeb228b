@NullMarked
package org.sscard.spec.transport;

import org.jspecify.annotations.NullMarked;
