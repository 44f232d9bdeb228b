@NullMarked
package org.sscard.insurance.enrolment.review;

import org.jspecify.annotations.NullMarked;
