package org.sscard.servicekit.security;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Reads the principal from the client certificate of the connection. The handshake has verified its chain; whether it is
 * valid today and not revoked is asked here, at each call: an expired or revoked certificate ends with a coded refusal, on
 * a connection that is open already too.
 */
public final class CertificateAuthenticator implements Authenticator {

    private static final String SERIAL_NUMBER = "2.5.4.5";

    private final CertificateRegister register;
    private final InstantSource clock;
    private final Consumer<X509Certificate> seen;

    /** Only validity is asked; every OU that is a role gives it. */
    public CertificateAuthenticator() {
        this(CertificateRegister.NONE);
    }

    /** Against the machine's own time, as the handshake does. */
    public CertificateAuthenticator(CertificateRegister register) {
        this(register, InstantSource.system());
    }

    CertificateAuthenticator(CertificateRegister register, InstantSource clock) {
        this(register, clock, certificate -> {});
    }

    private CertificateAuthenticator(
            CertificateRegister register, InstantSource clock, Consumer<X509Certificate> seen) {
        this.register = register;
        this.clock = clock;
        this.seen = seen;
    }

    /** The same, which tells of every certificate that it lets in, at each call: the listener must not wait. */
    public CertificateAuthenticator telling(Consumer<X509Certificate> listener) {
        return new CertificateAuthenticator(register, clock, listener);
    }

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        X509Certificate certificate = shown(request);
        if (certificate == null) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new CodedException(ErrorCode.CERTIFICATE_EXPIRED, serial(certificate));
        }
        if (register.revoked(certificate, now)) {
            throw new CodedException(ErrorCode.CERTIFICATE_REVOKED, serial(certificate));
        }
        Principal principal = register.principal(certificate);
        if (principal != null) {
            seen.accept(certificate);
        }
        return principal;
    }

    /** The client certificate of a request's connection; null without one. It may be expired or revoked. */
    public static @Nullable X509Certificate shown(ServiceRequestContext request) {
        SSLSession session = request.sslSession();
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate ? certificate : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** The principal that a certificate names; null without a CN. Unknown OUs give no role. */
    public static @Nullable Principal principal(X509Certificate certificate) {
        String subject = certificate
                .getSubjectX500Principal()
                .getName(X500Principal.RFC2253, Map.of(SERIAL_NUMBER, "SERIALNUMBER"));
        String account = null;
        String person = null;
        Set<Role> roles = EnumSet.noneOf(Role.class);
        try {
            for (Rdn rdn : new LdapName(subject).getRdns()) {
                String value = String.valueOf(rdn.getValue());
                switch (rdn.getType()) {
                    case "CN" -> account = value;
                    case "OU" -> Role.ofOu(value).ifPresent(roles::add);
                    case "SERIALNUMBER" -> person = value;
                    default -> {}
                }
            }
        } catch (InvalidNameException e) {
            return null;
        }
        return account == null ? null : new Principal(account, person == null ? account : person, roles, true);
    }

    private static String serial(X509Certificate certificate) {
        return CertificateRegister.serial(certificate.getSerialNumber());
    }
}
