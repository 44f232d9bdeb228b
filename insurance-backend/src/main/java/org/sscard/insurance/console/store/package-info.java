@NullMarked
package org.sscard.insurance.console.store;

import org.jspecify.annotations.NullMarked;
