/** Benchmarks: every figure beside its limit, both measured in the same run. */
@NullMarked
package org.sscard.launcher.bench;

import org.jspecify.annotations.NullMarked;
