/** One catalogue of failures for every process, page, command and document: code, text, remedy, who acts. */
@NullMarked
package org.sscard.wire.error;

import org.jspecify.annotations.NullMarked;
