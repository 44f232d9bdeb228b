package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import org.sscard.issuer.console.store.SavedFilterStore;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Filters that a person keeps under a name: an address is a filter. What was removed can be put back. */
final class SavedFilters {

    private static final String HERE = "/filters";
    private static final int LONGEST_NAME = 20;

    private final SavedFilterStore store;

    SavedFilters(BureauDesk desk, BureauWork work) {
        this.store = new SavedFilterStore(work.database(), desk.clock());
    }

    void on(ServiceServer.Builder server) {
        server.action(HERE + "/save", this::save, Section.OVERVIEW.roles())
                .action(HERE + "/remove", this::remove, Section.OVERVIEW.roles())
                .action(HERE + "/restore", this::restore, Section.OVERVIEW.roles());
    }

    ShownFilters shown(PageRequest request, Section section) {
        String here = request.address().replaceAll("[?&]removed=[^&]*", "");
        return new ShownFilters(
                section.name(),
                here,
                here.contains("?"),
                store.of(request.caller().person(), section.name()),
                request.asked("removed"));
    }

    private HttpResponse save(PageRequest request) {
        String name = request.entered("name");
        String address = request.entered("address");
        Section section = section(request);
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "name", "1.." + LONGEST_NAME);
        }
        requireInside(address, section);
        store.save(request.caller().person(), section.name(), name, address);
        return Pages.goTo(address);
    }

    private HttpResponse remove(PageRequest request) {
        Section section = section(request);
        store.remove(request.caller().person(), section.name(), request.entered("name"));
        return Pages.goTo(section.href() + "?removed=" + PageRequest.encoded(request.entered("name")));
    }

    private HttpResponse restore(PageRequest request) {
        Section section = section(request);
        store.restore(request.caller().person(), section.name(), request.entered("name"));
        return Pages.goTo(section.href());
    }

    private static Section section(PageRequest request) {
        for (Section section : Section.values()) {
            if (section.name().equals(request.entered("section"))) {
                return section;
            }
        }
        throw new CodedException(ErrorCode.REQUEST_INVALID, "section", "a section of the console");
    }

    /** Only an address of this section: a saved filter leads nowhere else. */
    private static void requireInside(String address, Section section) {
        if (!address.startsWith(section.href() + "?")
                || address.length() > 1_000
                || address.matches(".*[\\p{Cntrl}\\\\].*")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "address", section.href());
        }
    }
}
