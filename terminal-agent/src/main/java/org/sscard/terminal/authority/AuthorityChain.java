package org.sscard.terminal.authority;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.terminal.pin.Pin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The PSAM first; the key service where the PSAM cannot: it is absent (−2201), lacks the algorithm (−2202) or the key (−2203,
 * −27272) or holds it at another level (−24). Any other failure is final (terminal interface §3).
 */
public final class AuthorityChain implements CryptogramAuthority {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorityChain.class);
    private static final Set<ErrorCode> THROUGH_THE_KEY_SERVICE = EnumSet.of(
            ErrorCode.PSAM_ABSENT,
            ErrorCode.PSAM_ALGORITHM_ABSENT,
            ErrorCode.PSAM_KEY_ABSENT,
            ErrorCode.PSAM_KEY_LEVEL);

    private static final String KEY_UNKNOWN = "6A88";

    private final Optional<PurchaseAuthority> psam;
    private final Optional<PurchaseAuthority> keyService;

    public AuthorityChain(Optional<PurchaseAuthority> psam, Optional<PurchaseAuthority> keyService) {
        this.psam = psam;
        this.keyService = keyService;
    }

    public Optional<PurchaseAuthority> psam() {
        return psam;
    }

    /**
     * Does the whole piece of work with one authority, for what may not change hands midway: a purchase names its terminal.
     *
     * @throws CodedException PSAM_ABSENT when there is neither; what the work throws
     */
    public <T> T withOne(Function<PurchaseAuthority, T> work) {
        try {
            return work.apply(psam.orElseThrow(() -> new CodedException(ErrorCode.PSAM_ABSENT)));
        } catch (CodedException e) {
            if (keyService.isEmpty() || !goesOn(e)) {
                throw e;
            }
            LOG.info("The PSAM cannot ({}); going on through the key service", e.code());
            return work.apply(keyService.get());
        }
    }

    private static boolean goesOn(CodedException e) {
        return THROUGH_THE_KEY_SERVICE.contains(e.code())
                || (e.code() == ErrorCode.PSAM_REFUSED && e.arguments().contains(KEY_UNKNOWN));
    }

    @Override
    public byte[] cryptogram(KeyDefinition key, CardIdentity card, byte[] random, byte[] data) {
        return withOne(authority -> authority.cryptogram(key, card, random, data));
    }

    @Override
    public byte[] commandMac(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header) {
        return withOne(authority -> authority.commandMac(key, card, challenge, header));
    }

    @Override
    public byte[] pinReload(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header, Pin pin) {
        return withOne(authority -> authority.pinReload(key, card, challenge, header, pin));
    }
}
