@NullMarked
package org.sscard.issuer.console;

import org.jspecify.annotations.NullMarked;
