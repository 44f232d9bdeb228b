package org.sscard.issuer.console;

import java.util.List;
import java.util.function.IntSupplier;
import org.sscard.issuer.batch.BatchRunner;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.batch.store.ProgressStore;
import org.sscard.issuer.custody.CustodyDesk;
import org.sscard.issuer.desk.HolderDesk;
import org.sscard.issuer.dispatch.store.HandoverStore;
import org.sscard.issuer.face.CardProofs;
import org.sscard.issuer.face.FaceProof;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.quality.QualityDesk;
import org.sscard.issuer.registry.store.HolderStore;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.station.Stations;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.issuer.workflow.store.ReleaseStore;
import org.sscard.servicekit.database.Database;

/**
 * What the bureau's own pages let people do.
 *
 * @param approvals what two persons decide
 * @param alarms of the key service within a day
 * @param regions codes
 */
public record BureauWork(
        Database database,
        RegistryStore registry,
        HolderDesk holders,
        HolderStore holderStore,
        Periods periods,
        ProgressStore progress,
        BatchStore batches,
        BatchRunner runner,
        QualityDesk quality,
        JournalStore journal,
        CardProfile profile,
        FaceProof faces,
        CardProofs proofs,
        ReleaseStore releases,
        CardOsStore cardOs,
        Stations stations,
        BlankBook blanks,
        HandoverStore handovers,
        CustodyDesk approvals,
        IntSupplier alarms,
        List<String> regions) {

    public BureauWork {
        regions = List.copyOf(regions);
    }
}
