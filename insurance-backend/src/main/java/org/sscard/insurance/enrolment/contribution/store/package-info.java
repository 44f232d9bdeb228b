@NullMarked
package org.sscard.insurance.enrolment.contribution.store;

import org.jspecify.annotations.NullMarked;
