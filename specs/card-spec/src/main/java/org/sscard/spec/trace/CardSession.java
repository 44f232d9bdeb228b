package org.sscard.spec.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.FileRef;
import org.sscard.spec.layout.SpecificationVersion;

/**
 * What is selected on the card at a moment of a session, as far as the session's commands tell. Follows the card: a
 * failed SELECT changes nothing, a reset loses everything (§6).
 */
final class CardSession {

    private final TraceRole role;
    private CardLayout layout = CardLayout.of(SpecificationVersion.V2_0);
    private Optional<Application> application = Optional.empty();
    private Optional<CardFile> currentFile = Optional.empty();
    private Optional<Pending> pending = Optional.empty();

    /**
     * An answer that GET RESPONSE still has to fetch.
     *
     * @param returned bytes of the answer that were returned before
     */
    record Pending(CardCommand command, CommandApdu apdu, int returned) {}

    CardSession(TraceRole role) {
        this.role = role;
    }

    CardLayout layout() {
        return layout;
    }

    Optional<CardCommand> identify(CommandApdu command) {
        return CardCommand.identify(command, role.scopes());
    }

    Optional<Pending> pending() {
        return pending;
    }

    Optional<Application> application() {
        return application;
    }

    /** The file that a read or update addresses: by short identifier in P1 or P2, otherwise the selected one. */
    Optional<CardFile> target(CardCommand command, CommandApdu apdu) {
        int sfi = switch (command) {
            case READ_RECORD, UPDATE_RECORD -> apdu.p2() >> 3;
            case READ_BINARY, UPDATE_BINARY -> (apdu.p1() & 0xE0) == 0x80 ? apdu.p1() & 0x1F : 0;
            default -> -1;
        };
        if (sfi < 0) {
            return Optional.empty();
        }
        return sfi == 0 ? currentFile : application.flatMap(directory -> directory.fileBySfi(sfi));
    }

    /** The file or directory that a SELECT names, in words of the layout. */
    Optional<Object> selected(CommandApdu apdu) {
        byte[] data = apdu.data();
        if (apdu.p1() == 0x04) {
            return layout.applications().stream()
                    .filter(candidate -> Arrays.equals(candidate.aidBytes(), data))
                    .findFirst()
                    .map(found -> found);
        }
        if (data.length != 2) {
            return Optional.empty();
        }
        int fid = (data[0] & 0xFF) << 8 | (data[1] & 0xFF);
        Optional<Application> directory = layout.applications().stream()
                .filter(candidate -> candidate.fid() == fid)
                .findFirst();
        if (directory.isPresent()) {
            return directory.map(found -> found);
        }
        return application
                .flatMap(current -> current.files().stream()
                        .filter(file -> file.isSelectable() && file.fid() == fid)
                        .findFirst())
                .map(found -> found);
    }

    /** Follows what the card did. */
    void observe(CommandApdu command, MaskedBytes response) {
        int returned = response.length() - 2;
        byte[] bytes = response.withZeros();
        int sw1 = bytes[returned] & 0xFF;
        Optional<CardCommand> known = identify(command);
        boolean more = sw1 == 0x61;
        boolean done = sw1 == 0x90 || more;
        if (known.filter(found -> found == CardCommand.GET_RESPONSE).isPresent()) {
            pending.filter(open -> isIssuerRecord(open.command(), open.apdu()))
                    .ifPresent(open -> learnVersion(response));
            pending = more
                    ? pending.map(open -> new Pending(open.command(), open.apdu(), open.returned() + returned))
                    : sw1 == 0x6C ? pending : Optional.empty();
            return;
        }
        pending = more ? known.map(found -> new Pending(found, command, returned)) : Optional.empty();
        if (done && known.filter(found -> found == CardCommand.SELECT).isPresent()) {
            select(command);
        }
        known.filter(found -> isIssuerRecord(found, command)).ifPresent(found -> learnVersion(response));
    }

    private boolean isIssuerRecord(CardCommand command, CommandApdu apdu) {
        return command == CardCommand.READ_RECORD
                && target(command, apdu)
                        .filter(file -> file.ref().equals(CardElements.ISSUER_DATA))
                        .isPresent();
    }

    void reset() {
        application = Optional.empty();
        currentFile = Optional.empty();
        pending = Optional.empty();
    }

    private void select(CommandApdu command) {
        Optional<Object> selected = selected(command);
        if (selected.orElse(null) instanceof CardFile file) {
            currentFile = Optional.of(file);
        } else if (selected.orElse(null) instanceof Application directory) {
            application = Optional.of(directory);
            currentFile = Optional.empty();
        } else {
            // The master file, or something outside the layout: no rule of ours may be applied to what follows.
            application = Optional.empty();
            currentFile = Optional.empty();
        }
    }

    /** Element 03 decides by which layout the rest is understood; it is never hidden. */
    private void learnVersion(MaskedBytes response) {
        byte[] record = response.withZeros();
        if (record.length == 8 && record[0] == 0x03 && record[1] == 0x04 && response.isOpen()) {
            String text = new String(record, 2, 4, StandardCharsets.US_ASCII);
            SpecificationVersion.ofElement03(text).map(CardLayout::of).ifPresent(this::use);
        }
    }

    private void use(CardLayout learned) {
        layout = learned;
        application = application.flatMap(directory -> learned.findApplication(directory.name()));
        currentFile = currentFile.map(CardFile::ref).flatMap((FileRef ref) -> learned.findFile(ref));
    }
}
