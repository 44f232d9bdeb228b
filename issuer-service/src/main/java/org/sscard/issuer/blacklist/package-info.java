@NullMarked
package org.sscard.issuer.blacklist;

import org.jspecify.annotations.NullMarked;
