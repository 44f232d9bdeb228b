@NullMarked
package org.sscard.issuer.batchfile;

import org.jspecify.annotations.NullMarked;
