@NullMarked
package org.sscard.keys.hierarchy;

import org.jspecify.annotations.NullMarked;
