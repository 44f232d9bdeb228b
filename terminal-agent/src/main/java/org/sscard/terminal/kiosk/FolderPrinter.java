package org.sscard.terminal.kiosk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.print.Receipt;
import org.sscard.servicekit.print.ReceiptPdf;

/** Receipts as files, for a spooler or a sandbox: {@code receipt-0001.escpos} and the same as PDF of 80 mm. */
public final class FolderPrinter implements ReceiptPrinter {

    private static final Logger LOG = LoggerFactory.getLogger(FolderPrinter.class);

    private final Path folder;
    private final AtomicInteger number = new AtomicInteger();

    public FolderPrinter(Path folder) {
        this.folder = folder;
    }

    @Override
    public Outcome print(Receipt receipt) {
        try {
            Files.createDirectories(folder);
            Path raw = free();
            Files.write(raw, EscPos.encode(receipt), StandardOpenOption.CREATE_NEW);
            String name = String.valueOf(raw.getFileName());
            Files.write(
                    raw.resolveSibling(name.replace(".escpos", ".pdf")),
                    ReceiptPdf.render(receipt),
                    StandardOpenOption.CREATE_NEW);
            return Outcome.PRINTED;
        } catch (IOException e) {
            LOG.warn("The receipt was not written: {}", e.toString());
            return Outcome.OFFLINE;
        }
    }

    private Path free() {
        Path next;
        do {
            next = folder.resolve(String.format("receipt-%04d.escpos", number.incrementAndGet()));
        } while (Files.exists(next));
        return next;
    }
}
