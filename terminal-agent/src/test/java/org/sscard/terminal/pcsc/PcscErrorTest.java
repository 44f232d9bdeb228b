package org.sscard.terminal.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import javax.smartcardio.CardException;
import org.junit.jupiter.api.Test;
import org.sscard.spec.transport.CardTransportException.Kind;

class PcscErrorTest {

    @Test
    void codeOfOurProvider_isFoundByItsName() {
        assertThat(PcscError.behind(new PcscException("SCardTransmit", 0x80100069)))
                .hasValue(PcscError.SCARD_W_REMOVED_CARD);
    }

    /** The JDK's PCSCException has the bare name as its message and is wrapped once. */
    @Test
    void codeOfTheJdksProvider_isFoundInTheCause() {
        assertThat(PcscError.behind(new CardException("connect() failed", new Exception("SCARD_E_SHARING_VIOLATION"))))
                .hasValue(PcscError.SCARD_E_SHARING_VIOLATION);
        assertThat(PcscError.behind(new CardException(new Exception("SCARD_W_RESET_CARD")))
                        .map(PcscError::kind))
                .hasValue(Kind.CARD_RESET);
    }

    @Test
    void unknownCode_isNone() {
        assertThat(PcscError.behind(new PcscException("SCardTransmit", 0x8010001D)))
                .isEmpty();
    }
}
