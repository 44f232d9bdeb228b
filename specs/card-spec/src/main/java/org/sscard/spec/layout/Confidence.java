package org.sscard.spec.layout;

/** How well a fact of the specification is supported. */
public enum Confidence {
    /** Official text, or at least two independent implementations. */
    CERTAIN,
    /** One source. */
    LIKELY,
    /** Decided in this project, because public material is silent. */
    CONVENTION
}
