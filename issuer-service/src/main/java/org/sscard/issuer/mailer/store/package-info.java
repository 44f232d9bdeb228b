@NullMarked
package org.sscard.issuer.mailer.store;

import org.jspecify.annotations.NullMarked;
