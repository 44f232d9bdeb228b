@NullMarked
package org.sscard.sdk;

import org.jspecify.annotations.NullMarked;
