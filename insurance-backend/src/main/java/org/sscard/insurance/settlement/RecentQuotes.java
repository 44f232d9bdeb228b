package org.sscard.insurance.settlement;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Quotes that this process made lately: most are settled within a minute, and a quote never changes. The database has them
 * all.
 */
public final class RecentQuotes {

    /** Together at most some 30 MiB: a longer bill is read from the database when it is settled. */
    private static final int MOST = 8_192;

    private static final int MOST_LINES = 24;

    private final Map<String, Quoting.Offer> offers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Quoting.Offer> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(Quoting.Offer offer) {
        if (offer.quote().bill().lines().size() <= MOST_LINES) {
            offers.put(offer.quote().quoteId(), offer);
        }
    }

    synchronized Optional<Quoting.Offer> find(String institution, String quoteId) {
        return Optional.ofNullable(offers.get(quoteId))
                .filter(offer -> offer.quote().institution().equals(institution));
    }
}
