package org.sscard.issuer.custody;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.custody.store.DeliveryStore;
import org.sscard.issuer.psam.PsamAllowance;
import org.sscard.issuer.psam.PsamIssuing;
import org.sscard.issuer.psam.store.PsamStore;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.vault.KeyVault;
import org.sscard.servicekit.approval.Approvals;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.security.Principal;

/** The rooms of custody, put together. */
public final class Custody implements AutoCloseable {

    private final KeyVault vault;
    private final CustodyDesk desk;
    private final Deliveries deliveries;
    private final PsamActions psams;
    private final VendorKeys vendorKeys;
    private final PsamStore inventory;
    private final ZoneId zone;

    private Custody(
            KeyVault vault,
            CustodyDesk desk,
            Deliveries deliveries,
            PsamActions psams,
            VendorKeys vendorKeys,
            PsamStore inventory,
            ZoneId zone) {
        this.vault = vault;
        this.desk = desk;
        this.deliveries = deliveries;
        this.psams = psams;
        this.vendorKeys = vendorKeys;
        this.inventory = inventory;
        this.zone = zone;
    }

    /**
     * @param allowance how many PSAMs may be issued
     * @param imported hears the id of each delivery whose keys are in the vault now
     * @param folder for files of key blocks on their way
     * @param regions that this bureau issues for
     * @param profiles factor texts of every region
     * @param cards how many cards are in the field
     */
    public static Custody open(
            KeyVault vault,
            Database database,
            AuditLog audit,
            CertificateActions certificates,
            BureauActions bureau,
            ReleaseActions releases,
            PsamAllowance allowance,
            BiConsumer<String, Principal> imported,
            Path folder,
            Set<String> regions,
            Function<String, RegionProfile> profiles,
            LongSupplier cards,
            Clock clock,
            SecureRandom random) {
        Approvals approvals = new Approvals(
                database.jdbi(),
                VerbTable.table().approvalRules(),
                clock,
                random,
                (handle, step) -> audit.append(new AuditEntry(
                        step.deciderAccount() == null ? step.requesterAccount() : step.deciderAccount(),
                        "custody",
                        step.action() + "_" + step.state(),
                        step.id() + " " + step.requestDigest().substring(0, 16) + " " + step.summary(),
                        "OK")));
        CustodyDesk desk = new CustodyDesk(database.jdbi(), approvals, audit);
        new KeyActions(vault, cards, clock).register(desk);
        certificates.register(desk);
        bureau.register(desk);
        releases.register(desk);
        Deliveries deliveries = new Deliveries(
                vault, new DeliveryStore(database, clock), folder, regions, profiles, imported, clock, random);
        deliveries.register(desk);
        PsamStore inventory = new PsamStore(database, clock, allowance);
        PsamActions psams =
                new PsamActions(new PsamIssuing(vault, inventory, profiles, clock, random), inventory, desk);
        VendorKeys vendorKeys = new VendorKeys(vault, desk, clock);
        return new Custody(vault, desk, deliveries, psams, vendorKeys, inventory, clock.getZone());
    }

    public CustodyDesk desk() {
        return desk;
    }

    public Deliveries deliveries() {
        return deliveries;
    }

    public PsamActions psams() {
        return psams;
    }

    public VendorKeys vendorKeys() {
        return vendorKeys;
    }

    public PsamStore inventory() {
        return inventory;
    }

    public List<Key> keys() {
        return vault.keys();
    }

    public KeyVault vault() {
        return vault;
    }

    /** The handover memo as PDF. */
    public byte[] memo(String delivery) {
        return Memo.pdf(deliveries.find(delivery), deliveries.steps(delivery), zone);
    }

    @Override
    public void close() {
        vendorKeys.close();
        deliveries.close();
    }
}
