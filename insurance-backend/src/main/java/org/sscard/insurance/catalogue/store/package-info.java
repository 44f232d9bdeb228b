@NullMarked
package org.sscard.insurance.catalogue.store;

import org.jspecify.annotations.NullMarked;
