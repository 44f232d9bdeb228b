/** The main job on a first run: one card and one bill, end to end, over separate processes. */
@NullMarked
package org.sscard.launcher.demo;

import org.jspecify.annotations.NullMarked;
