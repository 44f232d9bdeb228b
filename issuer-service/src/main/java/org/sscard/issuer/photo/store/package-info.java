@NullMarked
package org.sscard.issuer.photo.store;

import org.jspecify.annotations.NullMarked;
