package org.sscard.terminal.pcsc;

import java.security.GeneralSecurityException;
import javax.smartcardio.TerminalFactory;

/** Opens the PC/SC of this machine as javax.smartcardio; which provider does it is decided here alone (decision 0008). */
interface PcscFactory {

    String TYPE = "PC/SC";

    /** @throws GeneralSecurityException while there is no PC/SC on this machine */
    TerminalFactory open() throws GeneralSecurityException;

    static PcscFactory ofThisMachine() {
        return PcscLibrary.find().map(PcscFactory::pcsclite).orElseGet(PcscFactory::jdk);
    }

    private static PcscFactory pcsclite(PcscLibrary library) {
        return () -> TerminalFactory.getInstance(TYPE, null, new PcscliteProvider(library));
    }

    /** The JDK's own provider, told before its first use not to follow 61xx and 6Cxx by itself. */
    static PcscFactory jdk() {
        System.setProperty("sun.security.smartcardio.t0GetResponse", "false");
        System.setProperty("sun.security.smartcardio.t1GetResponse", "false");
        return () -> TerminalFactory.getInstance(TYPE, null, "SunPCSC");
    }
}
