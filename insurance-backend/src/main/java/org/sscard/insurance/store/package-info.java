@NullMarked
package org.sscard.insurance.store;

import org.jspecify.annotations.NullMarked;
