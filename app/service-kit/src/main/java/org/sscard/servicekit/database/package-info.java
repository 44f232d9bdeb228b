/** PostgreSQL, embedded for a first run or external by configuration; its schema and its transactions. */
@NullMarked
package org.sscard.servicekit.database;

import org.jspecify.annotations.NullMarked;
