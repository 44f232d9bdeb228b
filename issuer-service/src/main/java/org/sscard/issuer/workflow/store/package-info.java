@NullMarked
package org.sscard.issuer.workflow.store;

import org.jspecify.annotations.NullMarked;
