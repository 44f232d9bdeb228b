@NullMarked
package org.sscard.insurance.policy;

import org.jspecify.annotations.NullMarked;
