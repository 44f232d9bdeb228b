/** The blacklist (黑名单) as a file: a filter that stays in memory, and the exact codes behind it on disk. */
@NullMarked
package org.sscard.spec.blacklist;

import org.jspecify.annotations.NullMarked;
