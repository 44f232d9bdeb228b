/** Four eyes: an action that one person asks for and another approves, bound to the exact request. */
@NullMarked
package org.sscard.servicekit.approval;

import org.jspecify.annotations.NullMarked;
