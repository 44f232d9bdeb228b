@NullMarked
package org.sscard.issuer.lifecycle;

import org.jspecify.annotations.NullMarked;
