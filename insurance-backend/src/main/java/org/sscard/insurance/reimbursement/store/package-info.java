@NullMarked
package org.sscard.insurance.reimbursement.store;

import org.jspecify.annotations.NullMarked;
