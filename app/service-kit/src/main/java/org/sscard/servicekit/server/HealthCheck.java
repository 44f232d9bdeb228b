package org.sscard.servicekit.server;

import java.util.function.BooleanSupplier;

/** One thing that a service needs to serve, asked by {@code /healthz}. */
public record HealthCheck(String name, BooleanSupplier healthy) {

    boolean passes() {
        try {
            return healthy.getAsBoolean();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
