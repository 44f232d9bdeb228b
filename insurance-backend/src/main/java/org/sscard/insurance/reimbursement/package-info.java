@NullMarked
package org.sscard.insurance.reimbursement;

import org.jspecify.annotations.NullMarked;
