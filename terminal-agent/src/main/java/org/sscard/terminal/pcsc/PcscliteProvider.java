package org.sscard.terminal.pcsc;

import java.security.Provider;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.TerminalFactorySpi;
import org.jspecify.annotations.Nullable;

/**
 * javax.smartcardio over libpcsclite. Unlike the JDK's provider it survives a restart of pcscd, gives every card a context
 * of its own and never a card that was opened before, and passes answers unchanged (decision 0008).
 */
final class PcscliteProvider extends Provider {

    private static final long serialVersionUID = 1L;

    PcscliteProvider(PcscLibrary library) {
        super("SSCardPcsclite", "1.0", "PC/SC through libpcsclite");
        putService(new Factories(this, library));
    }

    private static final class Factories extends Service {

        private final PcscLibrary library;

        Factories(Provider provider, PcscLibrary library) {
            super(provider, "TerminalFactory", PcscFactory.TYPE, Terminals.class.getName(), null, null);
            this.library = library;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return new Terminals(library);
        }
    }

    private static final class Terminals extends TerminalFactorySpi {

        private final PcscLibrary library;

        Terminals(PcscLibrary library) {
            this.library = library;
        }

        @Override
        protected CardTerminals engineTerminals() {
            return new PcscliteTerminals(new LookingContext(library));
        }
    }
}
