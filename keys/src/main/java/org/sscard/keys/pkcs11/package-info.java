@NullMarked
package org.sscard.keys.pkcs11;

import org.jspecify.annotations.NullMarked;
