@NullMarked
package org.sscard.insurance.account.store;

import org.jspecify.annotations.NullMarked;
