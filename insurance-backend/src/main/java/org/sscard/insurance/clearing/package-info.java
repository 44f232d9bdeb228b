/** Monthly clearing of institutions (月清算) and the fund statement (基金收支表). */
@NullMarked
package org.sscard.insurance.clearing;

import org.jspecify.annotations.NullMarked;
