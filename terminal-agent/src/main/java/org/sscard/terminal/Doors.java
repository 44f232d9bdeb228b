package org.sscard.terminal;

import com.linecorp.armeria.server.ServerBuilder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.LoopbackCertificate;
import org.sscard.servicekit.security.Role;
import org.sscard.terminal.access.AllowedOrigin;
import org.sscard.terminal.access.CallerGuard;
import org.sscard.terminal.access.KnownPages;
import org.sscard.terminal.access.OwnPageAuthenticator;
import org.sscard.terminal.access.PageAuthenticator;
import org.sscard.terminal.access.Pairings;
import org.sscard.terminal.access.PeerUser;
import org.sscard.terminal.access.SameUserAuthenticator;

/** Who comes in, and with which rights. */
record Doors(
        KnownPages pages, Pairings pairings, PeerUser users, Authenticator callers, LoopbackCertificate certificate) {

    /** @param dev programs of the same user and the agent's own API explorer have every scope, else the basic read and none */
    static Doors of(AgentConfig config, boolean dev, Path data, Clock clock, SecureRandom random) {
        Pairings pairings = Pairings.open(data.resolve("pairings"), clock, random);
        KnownPages pages = new KnownPages(
                config.allowOrigins().stream().map(AllowedOrigin::parse).toList(), pairings);
        PeerUser users = PeerUser.ofThisMachine(config.users());
        List<Authenticator> callers = new ArrayList<>();
        callers.add(new PageAuthenticator(pages));
        callers.add(new SameUserAuthenticator(Set.of(dev ? Role.WINDOW : Role.PAGE), users));
        if (dev) {
            callers.add(new OwnPageAuthenticator(Set.of(Role.WINDOW)));
        }
        return new Doors(
                pages,
                pairings,
                users,
                Authenticator.firstOf(callers),
                LoopbackCertificate.open(data.resolve("tls"), clock, random));
    }

    void guard(ServerBuilder server) {
        server.decorator(delegate -> new CallerGuard(delegate, pages, users));
    }
}
