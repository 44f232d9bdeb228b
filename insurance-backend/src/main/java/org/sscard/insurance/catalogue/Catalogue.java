package org.sscard.insurance.catalogue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sscard.insurance.catalogue.store.ItemStore;
import org.sscard.insurance.imports.RowFault;
import org.sscard.insurance.imports.SheetColumn;
import org.sscard.insurance.imports.SheetRow;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.BillLine;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The catalogue (三大目录): versions by date, imported whole, and the institutions' own codes. */
public final class Catalogue {

    private final DatabaseSessions sessions;
    private final ItemStore items = new ItemStore();

    public Catalogue(DatabaseSessions sessions) {
        this.sessions = sessions;
    }

    /** @param known versions that stood already; with faults nothing was added */
    public record Imported(int rows, int added, int known, List<RowFault> faults) {}

    /** Adds the file's versions: all of them or, with a fault in any row, none. */
    public Imported importFile(String fileName, byte[] content) {
        return read(fileName, content, true);
    }

    /** What importing the file would do; nothing is kept. */
    public Imported preview(String fileName, byte[] content) {
        return read(fileName, content, false);
    }

    /** The columns of a catalogue file. */
    public static List<SheetColumn> columns() {
        return CatalogueRows.COLUMNS;
    }

    private Imported read(String fileName, byte[] content, boolean kept) {
        List<SheetRow> rows = CatalogueRows.read(fileName, content);
        List<RowFault> faults = new ArrayList<>();
        Map<SheetRow, ItemVersion> versions = CatalogueRows.versions(rows, faults);
        if (!faults.isEmpty()) {
            return new Imported(rows.size(), 0, 0, faults);
        }
        try {
            return sessions.inTransaction(session -> {
                Imported imported = add(session, versions);
                if (!kept) {
                    throw new NotKept(imported);
                }
                return imported;
            });
        } catch (NotKept end) {
            return end.imported;
        }
    }

    /** Ends the transaction, so that nothing of the file is kept. */
    private static final class NotKept extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient Imported imported;

        NotKept(Imported imported) {
            super("nothing is kept", null, false, false);
            this.imported = imported;
        }
    }

    private Imported add(DatabaseSession session, Map<SheetRow, ItemVersion> versions) {
        List<RowFault> faults = new ArrayList<>();
        int added = 0;
        int known = 0;
        List<Map.Entry<SheetRow, ItemVersion>> byDate = versions.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(
                        (one, other) -> one.validFrom().compareTo(other.validFrom())))
                .toList();
        for (Map.Entry<SheetRow, ItemVersion> row : byDate) {
            ItemVersion version = row.getValue();
            Optional<ItemVersion> newest = items.newest(session, version.code());
            if (newest.filter(same -> same.equals(version)).isPresent()) {
                known++;
            } else if (newest.filter(other -> !other.validFrom().isBefore(version.validFrom()))
                    .isPresent()) {
                faults.add(new RowFault(
                        row.getKey().number(),
                        "",
                        new CodedException(ErrorCode.CATALOGUE_VERSION_DIFFERS, version.code(), version.validFrom())));
            } else {
                items.insert(session, version);
                added++;
            }
        }
        if (!faults.isEmpty()) {
            throw new NotKept(new Imported(versions.size(), 0, 0, faults));
        }
        return new Imported(versions.size(), added, known, List.of());
    }

    public List<ItemVersion> search(String text, LocalDate on, int limit) {
        return sessions.read(session -> items.search(session, text, on, limit));
    }

    /**
     * Maps an institution's own code from a day on; the same again changes nothing.
     *
     * @throws CodedException CATALOGUE_ITEM_NOT_FOUND, CATALOGUE_VERSION_DIFFERS when another item stands from that day
     */
    public void map(String institution, String ownCode, String item, LocalDate validFrom) {
        sessions.useTransaction(session -> {
            if (!items.knows(session, item)) {
                throw new CodedException(ErrorCode.CATALOGUE_ITEM_NOT_FOUND, item);
            }
            if (!items.map(session, institution, ownCode, item, validFrom).equals(item)) {
                throw new CodedException(ErrorCode.CATALOGUE_VERSION_DIFFERS, ownCode, validFrom);
            }
        });
    }

    /** The bill with the institution's own codes replaced by the catalogue's; others stay as they are. */
    public Bill resolve(Bill bill) {
        Map<String, String> mapped = sessions.read(session -> items.mapped(
                session,
                bill.institution(),
                bill.lines().stream().map(BillLine::item).collect(Collectors.toSet()),
                bill.admittedOn()));
        return mapped.isEmpty()
                ? bill
                : bill.with(bill.lines().stream()
                        .map(line -> line.of(mapped.getOrDefault(line.item(), line.item())))
                        .toList());
    }
}
