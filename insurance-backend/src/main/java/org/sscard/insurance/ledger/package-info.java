@NullMarked
package org.sscard.insurance.ledger;

import org.jspecify.annotations.NullMarked;
