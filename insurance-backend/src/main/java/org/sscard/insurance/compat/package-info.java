/** The national interface (两定接口) over the insurer's use cases. */
@NullMarked
package org.sscard.insurance.compat;

import org.jspecify.annotations.NullMarked;
