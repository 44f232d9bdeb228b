@NullMarked
package org.sscard.issuer.producer;

import org.jspecify.annotations.NullMarked;
