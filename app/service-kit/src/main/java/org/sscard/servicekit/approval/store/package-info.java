/** The table of approvals. */
@NullMarked
package org.sscard.servicekit.approval.store;

import org.jspecify.annotations.NullMarked;
