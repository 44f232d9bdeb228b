package org.sscard.spec.layout;

import java.util.Optional;

/**
 * A part of a bare record (cyclic file), of the internal medical file, or the whole of a transparent file.
 *
 * @param id our name for it; the card knows only its place
 */
public record Field(
        String id,
        String zh,
        String en,
        int length,
        ElementFormat format,
        Optional<ElementContent> content,
        Optional<CodeTable> codes)
        implements DataItem {}
