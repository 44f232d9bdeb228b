package org.sscard.insurance.store;

import org.jdbi.v3.core.Handle;

/** A connection with its transaction, handed from a use case to the stores; only they look inside. */
public record DatabaseSession(Handle handle) {}
