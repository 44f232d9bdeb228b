@NullMarked
package org.sscard.insurance.enrolment.contribution;

import org.jspecify.annotations.NullMarked;
