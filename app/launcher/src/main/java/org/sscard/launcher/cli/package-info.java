@NullMarked
package org.sscard.launcher.cli;

import org.jspecify.annotations.NullMarked;
