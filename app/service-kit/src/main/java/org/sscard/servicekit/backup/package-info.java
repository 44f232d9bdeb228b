/** Backup, restore and upgrade of a service's data: one file that proves itself, and a restore that is whole or nothing. */
@NullMarked
package org.sscard.servicekit.backup;

import org.jspecify.annotations.NullMarked;
