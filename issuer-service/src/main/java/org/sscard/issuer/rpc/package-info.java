@NullMarked
package org.sscard.issuer.rpc;

import org.jspecify.annotations.NullMarked;
