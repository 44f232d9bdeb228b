@NullMarked
package org.sscard.issuer.station;

import org.jspecify.annotations.NullMarked;
