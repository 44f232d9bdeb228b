package org.sscard.insurance.console;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sscard.servicekit.pages.ListQuery;

/** What was asked, as far as the database can be asked it. */
final class ListQueries {

    private ListQueries() {}

    /** A date that is none filters nothing; its field says so. */
    static ListQuery withoutWrongDays(ListQuery asked) {
        Map<String, String> filters = new LinkedHashMap<>(asked.filters());
        for (String day : new String[] {"from", "to"}) {
            if (!Desk.isDay(filters.getOrDefault(day, ""))) {
                filters.put(day, "");
            }
        }
        return new ListQuery(asked.path(), filters, asked.sort(), asked.descending(), asked.page(), asked.size());
    }
}
