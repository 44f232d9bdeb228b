@NullMarked
package org.sscard.sdk.journal;

import org.jspecify.annotations.NullMarked;
