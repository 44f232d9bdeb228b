@NullMarked
package org.sscard.audit;

import org.jspecify.annotations.NullMarked;
