package org.sscard.servicekit.security;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Reads the principal from the client certificate that the TLS handshake verified. Unknown OUs give no role. */
public final class CertificateAuthenticator implements Authenticator {

    private static final String SERIAL_NUMBER = "2.5.4.5";

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        SSLSession session = request.sslSession();
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate ? principal(certificate) : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** The principal that a certificate names; null without a CN. */
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
}
