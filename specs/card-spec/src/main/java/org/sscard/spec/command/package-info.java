@NullMarked
package org.sscard.spec.command;

import org.jspecify.annotations.NullMarked;
