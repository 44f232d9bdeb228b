@NullMarked
package org.sscard.insurance.ledger.store;

import org.jspecify.annotations.NullMarked;
