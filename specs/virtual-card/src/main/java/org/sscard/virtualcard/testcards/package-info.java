@NullMarked
package org.sscard.virtualcard.testcards;

import org.jspecify.annotations.NullMarked;
