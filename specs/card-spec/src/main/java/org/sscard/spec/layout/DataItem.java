package org.sscard.spec.layout;

import java.util.Optional;

/** A value on the card: an element with a tag, or a field at a fixed place of a bare record or transparent file. */
public sealed interface DataItem permits Element, Field {

    String zh();

    String en();

    /** Bytes of the value, without tag and length. */
    int length();

    ElementFormat format();

    Optional<ElementContent> content();

    Optional<CodeTable> codes();
}
