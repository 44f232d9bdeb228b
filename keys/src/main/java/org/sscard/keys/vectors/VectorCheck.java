package org.sscard.keys.vectors;

/** Computes what one kind of vector expects. */
@FunctionalInterface
interface VectorCheck {

    VectorOutputs compute(VectorInputs in);
}
