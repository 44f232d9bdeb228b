/** The general test of a card (通用测试): 27 points of issuing and keys §1, on any card that a transport reaches. */
@NullMarked
package org.sscard.issuer.cardtest;

import org.jspecify.annotations.NullMarked;
