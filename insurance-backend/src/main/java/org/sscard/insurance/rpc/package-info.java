@NullMarked
package org.sscard.insurance.rpc;

import org.jspecify.annotations.NullMarked;
