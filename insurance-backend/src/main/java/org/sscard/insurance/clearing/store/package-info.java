@NullMarked
package org.sscard.insurance.clearing.store;

import org.jspecify.annotations.NullMarked;
