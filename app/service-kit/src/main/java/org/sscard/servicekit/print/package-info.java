/** Paper: A4 sheets as PDF with embedded Chinese fonts, and receipts of 80 mm as text. */
@NullMarked
package org.sscard.servicekit.print;

import org.jspecify.annotations.NullMarked;
