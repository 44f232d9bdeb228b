package org.sscard.issuer.keyservice;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Recomputes TACs from the cards' own keys (密钥服务). A proof is genuine when the TAC is right and the identification code
 * is the one of that chip: otherwise a genuine TAC of one card could be booked on another. Comparisons take constant time.
 */
public final class TacVerifier {

    public static final int MAX_PROOFS = 256;
    private static final KeyRef INTERNAL = KeyRef.of("IRK");

    private final Hierarchy hierarchy;
    private final Set<String> regions;
    private final Predicate<String> stopped;
    private final KeyLimits limits;
    private final AuditLog audit;

    /**
     * @param regions whose keys are here
     * @param stopped terminals whose PSAM is lost: whoever has it can make the host believe in a purchase (A17)
     */
    public TacVerifier(
            Hierarchy hierarchy, Set<String> regions, Predicate<String> stopped, KeyLimits limits, AuditLog audit) {
        this.hierarchy = hierarchy;
        this.regions = Set.copyOf(regions);
        this.stopped = stopped;
        this.limits = limits;
        this.audit = audit;
    }

    /**
     * The verdicts in the order of the proofs; the call is in the audit log before they are answered.
     *
     * @throws CodedException REQUEST_INVALID for more than 256 proofs, KEY_LIMIT_REACHED
     */
    public List<TacVerdict> verify(String caller, List<TransactionProof> proofs) {
        if (proofs.size() > MAX_PROOFS) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "proofs", "<= " + MAX_PROOFS);
        }
        requireWithinLimit(caller, "VERIFY_TACS", proofs.size());
        List<TacVerdict> verdicts = proofs.stream().map(this::verdict).toList();
        for (int at = 0; at < proofs.size(); at++) {
            if (verdicts.get(at) == TacVerdict.FALSE) {
                limits.notice(
                        KeyLimits.Kind.FALSE_PROOF,
                        "terminal " + proofs.get(at).purchase().terminal());
            }
        }
        audit.append(new AuditEntry(caller, "key-service", "VERIFY_TACS", counted(verdicts), "OK"));
        return verdicts;
    }

    private void requireWithinLimit(String caller, String action, int count) {
        try {
            limits.take(KeyLimits.Kind.CHECK, caller, count);
        } catch (CodedException e) {
            audit.append(new AuditEntry(
                    caller, "key-service", action, count + " proofs", e.code().name()));
            throw e;
        }
    }

    private TacVerdict verdict(TransactionProof proof) {
        if (stopped.test(proof.purchase().terminal())) {
            return TacVerdict.FALSE;
        }
        if (!regions.contains(proof.region()) || !proof.algorithm().isSupported()) {
            return TacVerdict.NOT_OURS;
        }
        try (CardKeys keys =
                hierarchy.cardKeys(proof.region(), proof.historicalBytes().bytes(), proof.algorithm())) {
            boolean tacRight = keys.verifyTac(proof.purchase(), proof.tacBytes());
            boolean codeRight = isOfThisChip(proof.identificationCode(), keys);
            return tacRight && codeRight ? TacVerdict.GENUINE : TacVerdict.FALSE;
        }
    }

    /** The verdict on a card's answer to a challenge; in the audit log before it is answered. */
    public TacVerdict verify(String caller, AuthenticationProof proof) {
        requireWithinLimit(caller, "VERIFY_AUTHENTICATION", 1);
        TacVerdict verdict = verdict(proof);
        audit.append(new AuditEntry(caller, "key-service", "VERIFY_AUTHENTICATION", verdict.name(), "OK"));
        return verdict;
    }

    private TacVerdict verdict(AuthenticationProof proof) {
        if (!regions.contains(proof.region()) || !proof.algorithm().isSupported()) {
            return TacVerdict.NOT_OURS;
        }
        try (CardKeys keys =
                hierarchy.cardKeys(proof.region(), proof.historicalBytes().bytes(), proof.algorithm())) {
            byte[] expected = keys.internalAuthentication(
                    INTERNAL, AuthenticationProof.bytes(proof.random()), AuthenticationProof.bytes(proof.data()));
            boolean answerRight = MessageDigest.isEqual(expected, AuthenticationProof.bytes(proof.response()));
            boolean codeRight = isOfThisChip(proof.identificationCode(), keys);
            return answerRight && codeRight ? TacVerdict.GENUINE : TacVerdict.FALSE;
        }
    }

    /** Element 01 ends with a code over its first 12 bytes under the chip's IRK (§3). */
    private static boolean isOfThisChip(CardIdentificationCode code, CardKeys keys) {
        byte[] authenticated =
                Arrays.copyOf(code.bytes(), CardIdentificationCode.LENGTH - code.authenticationCode().length);
        return MessageDigest.isEqual(keys.authenticationCode(authenticated), code.authenticationCode());
    }

    private static String counted(List<TacVerdict> verdicts) {
        Map<TacVerdict, Integer> counts = new EnumMap<>(TacVerdict.class);
        verdicts.forEach(verdict -> counts.merge(verdict, 1, Integer::sum));
        return verdicts.size() + " proofs " + counts;
    }
}
