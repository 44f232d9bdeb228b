@NullMarked
package org.sscard.insurance.imports;

import org.jspecify.annotations.NullMarked;
