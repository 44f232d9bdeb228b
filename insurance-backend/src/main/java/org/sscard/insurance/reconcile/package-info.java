@NullMarked
package org.sscard.insurance.reconcile;

import org.jspecify.annotations.NullMarked;
