@NullMarked
package org.sscard.servicekit.backup.store;

import org.jspecify.annotations.NullMarked;
