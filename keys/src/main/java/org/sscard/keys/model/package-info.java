@NullMarked
package org.sscard.keys.model;

import org.jspecify.annotations.NullMarked;
