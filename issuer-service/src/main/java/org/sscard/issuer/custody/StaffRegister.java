package org.sscard.issuer.custody;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.custody.store.StaffStore;
import org.sscard.servicekit.security.CertificateRegister;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/**
 * The register of persons: who holds which role by which certificate, until when, and whether it is revoked. A certificate is
 * in it from the first call that came with it on, whoever issued it; what a file of accounts names is in it before.
 */
public final class StaffRegister implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StaffRegister.class);
    /** Calls come in thousands; when somebody was last here is told to the hour. */
    private static final Duration NOTED_EVERY = Duration.ofHours(1);

    private static final Duration ENDS_SOON = Duration.ofDays(30);

    private final StaffStore store;
    private final CertificateRegister certificates;
    private final Clock clock;
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "staff-register");
        thread.setDaemon(true);
        return thread;
    });

    /** How a certificate stands. */
    public enum Standing {
        VALID,
        ENDS_SOON,
        EXPIRED,
        REVOKED,
        /** Named in the file of accounts, not shown to this service yet. */
        NOT_SHOWN
    }

    /**
     * One way in of one person.
     *
     * @param serial hexadecimal; empty for a certificate that was not shown yet
     * @param lastSeen to the hour
     */
    public record Holder(
            String person,
            String account,
            Set<Role> roles,
            String serial,
            String issuer,
            @Nullable Instant validUntil,
            @Nullable Instant lastSeen,
            Standing standing) {

        public Holder {
            roles = Set.copyOf(roles);
        }
    }

    public StaffRegister(StaffStore store, CertificateRegister certificates, Clock clock) {
        this.store = store;
        this.certificates = certificates;
        this.clock = clock;
    }

    /** Somebody came with this certificate and was let in. Does not wait for the database. */
    public void seen(X509Certificate certificate) {
        Instant now = clock.instant();
        String fingerprint = CertificateRegister.fingerprint(certificate);
        Instant last = noted.get(fingerprint);
        if (last != null && now.isBefore(last.plus(NOTED_EVERY))) {
            return;
        }
        noted.put(fingerprint, now);
        writer.execute(() -> note(fingerprint, certificate));
    }

    private void note(String fingerprint, X509Certificate certificate) {
        try {
            store.note(fingerprint, certificate.getEncoded());
        } catch (CertificateEncodingException | RuntimeException e) {
            noted.remove(fingerprint);
            LOG.warn("a certificate could not be noted in the register of persons", e);
        }
    }

    /** By person, then account; of one account the certificate that lasts longest first. */
    public List<Holder> holders() {
        List<Holder> holders = new ArrayList<>();
        Set<String> shown = new HashSet<>();
        for (StaffStore.Seen seen : store.all()) {
            X509Certificate certificate = parsed(seen.certificate());
            shown.add(CertificateRegister.fingerprint(certificate));
            Principal principal = certificates.principal(certificate);
            if (principal != null) {
                holders.add(holder(certificate, principal, seen.lastSeen()));
            }
        }
        certificates.accounts().stream()
                .filter(account -> !shown.contains(account.certificate()))
                .forEach(account -> holders.add(new Holder(
                        account.person(), account.account(), account.roles(), "", "", null, null, Standing.NOT_SHOWN)));
        holders.sort(Comparator.comparing(Holder::person)
                .thenComparing(Holder::account)
                .thenComparing(Holder::validUntil, Comparator.nullsLast(Comparator.reverseOrder())));
        return holders;
    }

    private Holder holder(X509Certificate certificate, Principal principal, Instant lastSeen) {
        return new Holder(
                principal.person(),
                principal.account(),
                principal.roles(),
                CertificateRegister.serial(certificate.getSerialNumber()),
                certificate.getIssuerX500Principal().getName(),
                certificate.getNotAfter().toInstant(),
                lastSeen,
                standing(certificate));
    }

    private Standing standing(X509Certificate certificate) {
        Instant now = clock.instant();
        Instant end = certificate.getNotAfter().toInstant();
        if (certificates.revoked(certificate, now)) {
            return Standing.REVOKED;
        }
        if (now.isAfter(end)) {
            return Standing.EXPIRED;
        }
        return now.plus(ENDS_SOON).isAfter(end) ? Standing.ENDS_SOON : Standing.VALID;
    }

    private static X509Certificate parsed(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was let in once", e);
        }
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
