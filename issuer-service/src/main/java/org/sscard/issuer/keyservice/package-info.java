@NullMarked
package org.sscard.issuer.keyservice;

import org.jspecify.annotations.NullMarked;
