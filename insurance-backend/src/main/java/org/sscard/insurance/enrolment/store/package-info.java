@NullMarked
package org.sscard.insurance.enrolment.store;

import org.jspecify.annotations.NullMarked;
