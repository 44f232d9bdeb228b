@NullMarked
package org.sscard.virtualcard.command;

import org.jspecify.annotations.NullMarked;
