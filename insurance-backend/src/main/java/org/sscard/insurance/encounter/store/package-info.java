@NullMarked
package org.sscard.insurance.encounter.store;

import org.jspecify.annotations.NullMarked;
