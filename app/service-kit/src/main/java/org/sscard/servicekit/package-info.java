@NullMarked
package org.sscard.servicekit;

import org.jspecify.annotations.NullMarked;
