package org.sscard.issuer.console;

import org.sscard.servicekit.server.ServiceServer;

/**
 * The bureau's own pages. A room that brings pages of its own has a class of them here in the console, made on the
 * {@link BureauDesk}, and puts them on the server in its own {@code on}; its {@link Section} is in the navigation already.
 */
public final class BureauConsole {

    private final BureauDesk desk;
    private final BureauWork work;

    public BureauConsole(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
    }

    public void on(ServiceServer.Builder server) {
        SavedFilters filters = new SavedFilters(desk, work);
        filters.on(server);
        new StatusPages(desk, work).on(server);
        new OverviewPages(desk, work).on(server);
        new BatchListPages(desk, work, filters).on(server);
        new BatchPages(desk, work).on(server);
        new QualityPages(desk, work).on(server);
        new CounterPages(desk, work.registry()).on(server);
        new CardPages(desk, work).on(server);
        new ActPages(desk, work).on(server);
        new StockPages(desk, work).on(server);
        new StockBookPages(desk, work).on(server);
        new HandoverPages(desk, work, filters).on(server);
        new BlacklistPages(desk, work).on(server);
        new ReportPages(desk, work, filters).on(server);
    }
}
