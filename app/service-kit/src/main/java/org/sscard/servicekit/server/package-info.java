/** One port for gRPC, REST and pages, over http and https. */
@NullMarked
package org.sscard.servicekit.server;

import org.jspecify.annotations.NullMarked;
