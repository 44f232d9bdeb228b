package org.sscard.servicekit.pages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What part of a list is looked at: filters, order and page stand in the address, so that an address is a saved filter.
 *
 * @param filters by name, in the order of the page; an empty value filters nothing
 * @param page from 1
 * @param size rows a page
 */
public record ListQuery(String path, Map<String, String> filters, String sort, boolean descending, int page, int size) {

    public static final int SIZE = 25;

    private static final int LAST_PAGE = 100_000;

    public ListQuery {
        filters = new LinkedHashMap<>(filters);
    }

    /**
     * @param filterNames parameters that filter
     * @param sortable columns that sort; the first one is the order of a list that nobody has sorted, newest first
     */
    public static ListQuery of(PageRequest request, List<String> filterNames, List<String> sortable) {
        Map<String, String> filters = new LinkedHashMap<>();
        filterNames.forEach(name -> filters.put(name, request.asked(name)));
        String sort = request.asked("sort");
        boolean known = sortable.contains(sort);
        return new ListQuery(
                request.path(),
                filters,
                known ? sort : sortable.get(0),
                known ? request.asked("order").equals("desc") : true,
                page(request.asked("page")),
                SIZE);
    }

    public String filter(String name) {
        return filters.getOrDefault(name, "");
    }

    public int offset() {
        return (page - 1) * size;
    }

    public boolean filtered() {
        return filters.values().stream().anyMatch(value -> !value.isEmpty());
    }

    /** The address that sorts by a column, or turns its order round. */
    public String sortedBy(String column) {
        return address(filters, column, column.equals(sort) && !descending, 1);
    }

    public String atPage(int other) {
        return address(filters, sort, descending, other);
    }

    public String with(String filter, String value) {
        Map<String, String> changed = new LinkedHashMap<>(filters);
        changed.put(filter, value);
        return address(changed, sort, descending, 1);
    }

    public int pages(long rows) {
        return (int) Math.min(LAST_PAGE, Math.max(1, (rows + size - 1) / size));
    }

    /** ascending, descending or none, for {@code aria-sort}; null on columns that do not sort. */
    public @Nullable String ariaSort(String column) {
        return column.equals(sort) ? (descending ? "descending" : "ascending") : null;
    }

    private String address(Map<String, String> values, String column, boolean down, int at) {
        StringBuilder address = new StringBuilder(path)
                .append("?sort=")
                .append(column)
                .append("&order=")
                .append(down ? "desc" : "asc");
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                address.append('&').append(name).append('=').append(PageRequest.encoded(value));
            }
        });
        return at == 1
                ? address.toString()
                : address.append("&page=").append(at).toString();
    }

    private static int page(String text) {
        return text.matches("[1-9][0-9]{0,5}") ? Math.min(LAST_PAGE, Integer.parseInt(text)) : 1;
    }
}
