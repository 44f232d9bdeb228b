package org.sscard.issuer.authority;

import java.util.List;
import org.sscard.wire.error.CodedException;

/** The tier above, as a city reaches it. */
public interface Authority {

    /**
     * Claims persons for this city; asked again, it answers the same.
     *
     * @return for each whether this city holds the person now
     * @throws CodedException when it cannot be reached; what became of the claims is found out by asking again
     */
    List<Boolean> claim(List<String> idNumbers, String kind);

    /** Gives persons back who have no live card here. */
    void release(List<String> idNumbers, String kind);
}
