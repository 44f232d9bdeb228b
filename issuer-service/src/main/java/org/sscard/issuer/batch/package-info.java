@NullMarked
package org.sscard.issuer.batch;

import org.jspecify.annotations.NullMarked;
