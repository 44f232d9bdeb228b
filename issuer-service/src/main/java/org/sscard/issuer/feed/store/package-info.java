@NullMarked
package org.sscard.issuer.feed.store;

import org.jspecify.annotations.NullMarked;
