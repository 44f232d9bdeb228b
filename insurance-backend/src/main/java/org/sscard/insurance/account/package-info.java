@NullMarked
package org.sscard.insurance.account;

import org.jspecify.annotations.NullMarked;
