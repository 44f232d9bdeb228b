@NullMarked
package org.sscard.issuer.blacklist.store;

import org.jspecify.annotations.NullMarked;
