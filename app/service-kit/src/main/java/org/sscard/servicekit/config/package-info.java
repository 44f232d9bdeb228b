/** A service's configuration: a YAML file read into a record, strictly. */
@NullMarked
package org.sscard.servicekit.config;

import org.jspecify.annotations.NullMarked;
