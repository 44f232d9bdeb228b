@NullMarked
package org.sscard.virtualcard.fault;

import org.jspecify.annotations.NullMarked;
