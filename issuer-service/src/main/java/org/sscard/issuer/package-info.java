@NullMarked
package org.sscard.issuer;

import org.jspecify.annotations.NullMarked;
