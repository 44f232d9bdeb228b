package org.sscard.virtualcard.os;

import java.util.Optional;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.AccessCondition;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.ElementaryFile;
import org.sscard.virtualcard.memory.MedicalFile;

/** The security checks before a file is read or written (§2, §5.3, §7.1). */
final class FileAccess {

    private static final int SECURE_CLASS = 0x04;

    private final CardContext context;

    FileAccess(CardContext context) {
        this.context = context;
    }

    void requireRead(ElementaryFile file) {
        require(file.read());
    }

    /** While the master key is authenticated, files are written whatever their rule (§7.1). */
    void requireUpdate(ElementaryFile file) {
        if (!hasMasterPower()) {
            require(file.update());
        }
    }

    boolean hasMasterPower() {
        return context.security().hasMasterPower(context.requireDirectory());
    }

    private void require(AccessCondition condition) {
        Directory directory = context.requireDirectory();
        if (!context.security().satisfies(condition, directory)) {
            throw new Refusal(Sw.SECURITY_STATUS);
        }
    }

    /** The internal medical file is filled while personalising, as bytes; it is never read (§2.1, §7.1). */
    boolean mayFill(ElementaryFile file) {
        return file instanceof MedicalFile && hasMasterPower();
    }

    /** For 04 D6 and 04 DC the STK of the current directory, which must be there; empty for 00 D6 and 00 DC. */
    Optional<CardKey> secureMessagingKey(Apdu apdu) {
        return apdu.cla() == SECURE_CLASS
                ? Optional.of(SecureChannel.keyOf(context.requireDirectory()))
                : Optional.empty();
    }
}
