package org.sscard.servicekit.login;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Principal;

/** Links that log a browser in once; a first run makes them, a configured service has none. */
final class OneTimeLinks {

    static final Duration VALID = Duration.ofMinutes(10);

    private final Clock clock;
    private final SecureRandom random;
    private final FirstRunStaff staff;
    private final Map<String, Unused> unused = new HashMap<>();

    private record Unused(Principal principal, Instant ends) {}

    OneTimeLinks(FirstRunStaff staff, Clock clock, SecureRandom random) {
        this.staff = staff;
        this.clock = clock;
        this.random = random;
    }

    /** Fresh links for everyone; those given out before stay valid to their end. */
    synchronized List<LoginLink> issue(URI service) {
        List<LoginLink> links = new ArrayList<>();
        for (FirstRunStaff.Member member : staff.members()) {
            String token = Tokens.fresh(random);
            unused.put(
                    Tokens.digest(token),
                    new Unused(member.principal(), clock.instant().plus(VALID)));
            links.add(new LoginLink(
                    member.role().zh() + " " + member.role().ou(),
                    member.name(),
                    URI.create(service + LoginPages.LINK + token)));
        }
        return List.copyOf(links);
    }

    /** Who comes with a link; null when it was used, is too old or never was. */
    synchronized @Nullable Principal use(String token) {
        Unused link = unused.remove(Tokens.digest(token));
        return link == null || !clock.instant().isBefore(link.ends()) ? null : link.principal();
    }
}
