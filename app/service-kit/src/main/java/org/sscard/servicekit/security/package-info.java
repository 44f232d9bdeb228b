/** Who calls: certificates, TLS, principals and what their roles may do. */
@NullMarked
package org.sscard.servicekit.security;

import org.jspecify.annotations.NullMarked;
