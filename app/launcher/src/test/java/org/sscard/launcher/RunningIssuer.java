package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.servicekit.config.Configuration;

/** An issuer of a first run, and its custodians at the command line with certificates of {@code certificate issue}. */
final class RunningIssuer implements AutoCloseable {

    private static final Pattern APPROVAL = Pattern.compile("A[0-9A-F]{16}");

    private final Path data;
    private final IssuerService issuer;

    RunningIssuer(Path data) {
        this.data = data;
        IssuerConfig config =
                Configuration.defaults(Map.of("data", "\"" + data + "\"", "server.port", "0"), IssuerConfig.class);
        issuer = IssuerService.start(config, true, Clock.systemUTC(), new SecureRandom());
        certificate("chen", "P-001");
        certificate("lin", "P-002");
    }

    private void certificate(String account, String person) {
        Verb issued = Verb.run(
                "certificate",
                "issue",
                "--pki=" + data.resolve("tls"),
                "--account=" + account,
                "--person=" + person,
                "--role=CUSTODIAN");
        assertThat(issued.exitCode()).as(issued.err()).isZero();
    }

    URI url() {
        return issuer.url();
    }

    /** A verb's arguments with this person's certificate and the issuer's address. */
    String[] as(String account, String... verb) {
        List<String> all = new ArrayList<>(List.of(verb));
        all.add("--issuer=" + issuer.url());
        all.add("--certificate=" + data.resolve("tls").resolve(account + ".crt"));
        return all.toArray(String[]::new);
    }

    Verb verb(String account, String... verb) {
        return Verb.run(as(account, verb));
    }

    /** Chen asks, Lin approves; answers the approval's number. */
    String approved(String verb, String... arguments) {
        Verb asked = verb("chen", words(List.of("custody", "ask", verb), arguments));
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        Matcher id = APPROVAL.matcher(asked.out());
        assertThat(id.find()).as(asked.out()).isTrue();
        Verb approved = verb("lin", "custody", "approve", id.group());
        assertThat(approved.exitCode()).as(approved.err()).isZero();
        return id.group();
    }

    void done(String verb, String... arguments) {
        Verb done = verb("chen", words(List.of("custody", "do", approved(verb, arguments), verb), arguments));
        assertThat(done.exitCode()).as(done.err()).isZero();
    }

    /** {@code --set NAME=VALUE} for each. */
    static String[] words(List<String> before, String... arguments) {
        List<String> all = new ArrayList<>(before);
        for (String argument : arguments) {
            all.add("--set");
            all.add(argument);
        }
        return all.toArray(String[]::new);
    }

    @Override
    public void close() {
        issuer.close();
    }
}
