/** The insurer's pages: fund, persons and benefits, settlements with their explanation, days and their differences. */
@NullMarked
package org.sscard.insurance.console;

import org.jspecify.annotations.NullMarked;
