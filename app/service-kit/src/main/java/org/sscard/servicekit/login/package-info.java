/**
 * Staff in a browser: a session after a client certificate or, in a first run, after a one-time link; the token that
 * forms carry; the guard before every page.
 */
@NullMarked
package org.sscard.servicekit.login;

import org.jspecify.annotations.NullMarked;
