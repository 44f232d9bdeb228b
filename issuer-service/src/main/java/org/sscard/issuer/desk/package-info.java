/** What holders, through staff or through machines, have done with their cards. */
@NullMarked
package org.sscard.issuer.desk;

import org.jspecify.annotations.NullMarked;
