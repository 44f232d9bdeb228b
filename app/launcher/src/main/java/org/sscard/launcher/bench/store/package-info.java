@NullMarked
package org.sscard.launcher.bench.store;

import org.jspecify.annotations.NullMarked;
