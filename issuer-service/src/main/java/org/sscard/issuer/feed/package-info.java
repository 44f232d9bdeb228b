@NullMarked
package org.sscard.issuer.feed;

import org.jspecify.annotations.NullMarked;
