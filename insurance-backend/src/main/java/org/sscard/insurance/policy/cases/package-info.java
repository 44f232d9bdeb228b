@NullMarked
package org.sscard.insurance.policy.cases;

import org.jspecify.annotations.NullMarked;
