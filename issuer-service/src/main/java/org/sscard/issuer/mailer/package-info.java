@NullMarked
package org.sscard.issuer.mailer;

import org.jspecify.annotations.NullMarked;
