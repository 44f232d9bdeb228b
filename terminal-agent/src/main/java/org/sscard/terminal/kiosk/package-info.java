/** The cardholder's self-service terminal (自助一体机, terminal interface §9): one visit, one screen, nothing left after it. */
@NullMarked
package org.sscard.terminal.kiosk;

import org.jspecify.annotations.NullMarked;
