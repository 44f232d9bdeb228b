@NullMarked
package org.sscard.sdk.books;

import org.jspecify.annotations.NullMarked;
