@NullMarked
package org.sscard.issuer.registry;

import org.jspecify.annotations.NullMarked;
