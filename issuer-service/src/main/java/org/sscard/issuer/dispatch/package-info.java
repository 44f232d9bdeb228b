@NullMarked
package org.sscard.issuer.dispatch;

import org.jspecify.annotations.NullMarked;
