@NullMarked
package org.sscard.insurance.enrolment.review.store;

import org.jspecify.annotations.NullMarked;
