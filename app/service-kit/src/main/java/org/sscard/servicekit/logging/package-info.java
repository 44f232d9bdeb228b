/** What the logs never show. {@code logback.xml} uses it for every message and every stack trace. */
@NullMarked
package org.sscard.servicekit.logging;

import org.jspecify.annotations.NullMarked;
