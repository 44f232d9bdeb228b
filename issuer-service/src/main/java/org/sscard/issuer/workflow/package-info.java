/**
 * What a region has to have before it may issue (Issuing §1): registration and its changes, keys, PSAMs, the general test, and the
 * register of approved card operating systems; and whether a batch may go into production.
 */
@NullMarked
package org.sscard.issuer.workflow;

import org.jspecify.annotations.NullMarked;
