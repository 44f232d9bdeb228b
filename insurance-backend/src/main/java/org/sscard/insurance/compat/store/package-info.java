@NullMarked
package org.sscard.insurance.compat.store;

import org.jspecify.annotations.NullMarked;
