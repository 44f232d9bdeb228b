package org.sscard.terminal.pcsc;

import java.util.Optional;
import javax.smartcardio.ATR;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;

/** A reader of pcscd. Every connection is a new card with a context of its own. */
final class PcscliteTerminal extends CardTerminal {

    /** Put before a protocol, it asks for a card that no other program shares; the JDK's provider has no such thing. */
    static final String EXCLUSIVE = "EXCLUSIVE;";

    private final LookingContext looking;
    private final String name;

    PcscliteTerminal(LookingContext looking, String name) {
        this.looking = looking;
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    /** @param protocol {@code T=0}, {@code T=1} or {@code *}, each also after {@value #EXCLUSIVE} */
    @Override
    public Card connect(String protocol) throws CardException {
        boolean exclusive = protocol.startsWith(EXCLUSIVE);
        int protocols = CardProtocol.mask(exclusive ? protocol.substring(EXCLUSIVE.length()) : protocol);
        try {
            return PcscliteCard.connect(looking.library(), name, exclusive, protocols);
        } catch (PcscException e) {
            throw noCard(e) ? new CardNotPresentException("no card in " + name, e) : e;
        }
    }

    private static boolean noCard(PcscException failure) {
        return PcscError.behind(failure)
                .filter(error -> error == PcscError.SCARD_E_NO_SMARTCARD || error == PcscError.SCARD_W_REMOVED_CARD)
                .isPresent();
    }

    @Override
    public boolean isCardPresent() throws CardException {
        return atr().isPresent();
    }

    /** Answer to reset of the card that lies there, without a session on it; empty without a card. */
    Optional<ATR> atr() throws CardException {
        return Optional.ofNullable(looking.look(context -> context.state(name)).atr());
    }

    @Override
    public boolean waitForCardPresent(long timeout) throws CardException {
        return BoundedLooks.until(this::isCardPresent, timeout);
    }

    @Override
    public boolean waitForCardAbsent(long timeout) throws CardException {
        return BoundedLooks.until(() -> !isCardPresent(), timeout);
    }

    @Override
    public String toString() {
        return "PC/SC terminal " + name;
    }
}
