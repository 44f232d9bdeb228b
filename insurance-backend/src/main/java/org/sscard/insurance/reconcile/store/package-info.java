@NullMarked
package org.sscard.insurance.reconcile.store;

import org.jspecify.annotations.NullMarked;
