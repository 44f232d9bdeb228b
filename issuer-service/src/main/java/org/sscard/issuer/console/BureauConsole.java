package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.function.IntSupplier;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.station.Stations;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.server.ServiceServer;

/**
 * Which page of the bureau stands where, and who may see it. A room that brings its own pages has a class of them here in the
 * console, made on the {@link BureauDesk}, and puts them on the server in its own {@code on}; its {@link Section} is in the
 * navigation already.
 */
public final class BureauConsole {

    private final BureauDesk desk;
    private final StatusPages status;

    /** @param alarms of the key service within a day */
    public BureauConsole(
            BureauDesk desk,
            Database database,
            RegistryStore registry,
            BatchStore batches,
            Stations stations,
            IntSupplier alarms) {
        this.desk = desk;
        this.status = new StatusPages(desk, database, registry, batches, stations, alarms);
    }

    public void on(ServiceServer.Builder server) {
        server.configure(status::register).page(Section.OVERVIEW.href(), this::overview, Section.OVERVIEW.roles());
    }

    private HttpResponse overview(PageRequest request) {
        return desk.page(
                request,
                Section.OVERVIEW,
                Label.of("总览", "Overview"),
                List.of(new Block.Ways(List.of(new Frame.Link(StatusPages.HERE, "运行状态")))));
    }
}
