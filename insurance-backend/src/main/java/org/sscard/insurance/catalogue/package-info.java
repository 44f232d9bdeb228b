@NullMarked
package org.sscard.insurance.catalogue;

import org.jspecify.annotations.NullMarked;
