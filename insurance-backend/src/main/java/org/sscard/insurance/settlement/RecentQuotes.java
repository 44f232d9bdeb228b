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

    private final Map<String, Quote> quotes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Quote> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(Quote quote) {
        if (quote.bill().lines().size() <= MOST_LINES) {
            quotes.put(quote.quoteId(), quote);
        }
    }

    synchronized Optional<Quote> find(String institution, String quoteId) {
        return Optional.ofNullable(quotes.get(quoteId))
                .filter(quote -> quote.institution().equals(institution));
    }
}
