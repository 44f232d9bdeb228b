@NullMarked
package org.sscard.issuer.authority;

import org.jspecify.annotations.NullMarked;
