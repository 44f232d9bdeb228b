/**
 * Charts drawn on the server as SVG: a list of marks in whole units, coloured by the style sheet, with the same figures as a
 * table beside the picture. Nothing is computed with floating point: bars are amounts in fen.
 */
@NullMarked
package org.sscard.servicekit.pages.chart;

import org.jspecify.annotations.NullMarked;
