@NullMarked
package org.sscard.virtualcard.psam;

import org.jspecify.annotations.NullMarked;
