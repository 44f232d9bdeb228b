@NullMarked
package org.sscard.insurance.enrolment;

import org.jspecify.annotations.NullMarked;
