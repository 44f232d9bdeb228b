package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.sscard.servicekit.login.LoginLink;

/** A first run in which something has happened: stays, a purchase, a cancellation, a reversal, a denial. */
public final class BusySandbox implements AutoCloseable {

    private final RunningInsurer insurer;
    private final Clock clock;
    private String stay = "";
    private String denied = "";

    public BusySandbox(Path data) {
        this(data, Clock.systemUTC());
    }

    public BusySandbox(Path data, Clock clock) {
        this.clock = clock.withZone(ZoneId.of("Asia/Shanghai"));
        insurer = new RunningInsurer(data, null, clock);
        settle();
    }

    private void settle() {
        SandboxPerson elder = SandboxPerson.number(1);
        SandboxPerson worker = SandboxPerson.number(4);
        Institution community = insurer.institution(RunningInsurer.COMM);
        Institution level2 = insurer.institution(RunningInsurer.L2);
        String visit = level2.admit(worker, "21", "J18.9", "2026-03-01 08:00:00");
        level2.upload(
                "2301",
                worker,
                Institution.line(worker, visit, "1", "XSANDBOX000000000001", "100.5", "2", "201"),
                Institution.line(worker, visit, "2", "XSANDBOX000000000013", "33.3333", "300", "9999.99"),
                Institution.line(worker, visit, "3", "XSANDBOX000000000020", "3000", "2", "6000"),
                Institution.line(worker, visit, "4", "XSANDBOX000000000023", "120", "3", "360"));
        stay = settled(level2, "2304", worker, visit, "16560.99")
                .path("setl_id")
                .asText();
        JsonNode cancelled = settled(community, "2304", elder, community.stay(elder, "3456.78"), "3456.78");
        community.cancel("2305", elder, cancelled);
        String reversed = community.msgid();
        community.settle("2304", elder, community.stay(elder, "1234.56"), "1234.56", reversed);
        community.reverse(elder, reversed, "2304");
        String outpatient = community.register(elder, "11");
        community.upload(
                "2204", elder, Institution.line(elder, outpatient, "1", "XSANDBOX000000000001", "88.80", "1", "88.80"));
        denied = settled(community, "2207", elder, outpatient, "88.80")
                .path("setl_id")
                .asText();
    }

    private static JsonNode settled(Institution at, String infno, SandboxPerson person, String visit, String total) {
        JsonNode reply = at.settle(infno, person, visit, total, at.msgid());
        return reply.path("output").path("setlinfo");
    }

    /** Closes the pharmacy's day with figures of its own, of which the insurer knows nothing; answers the address of its page. */
    public String differentDay(String transaction) {
        LocalDate today = LocalDate.now(clock);
        String day = "/v1/institutions/" + RunningInsurer.PHAR + "/days/" + today;
        post(day + ":close", Map.of("figures", Map.of("rows", 1, "totalFen", "1234")));
        post(day + ":compareLines", Map.of("lines", List.of(Map.of("transactionId", transaction, "totalFen", "1234"))));
        return "/days/" + RunningInsurer.PHAR + "/" + today;
    }

    private void post(String path, Map<String, Object> message) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(insurer.url().resolve(path))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                                            Institution.JSON.writeValueAsBytes(message)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(answer.body());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public URI url() {
        return insurer.url();
    }

    public List<LoginLink> links() {
        return insurer.loginLinks();
    }

    public String stay() {
        return stay;
    }

    public String denied() {
        return denied;
    }

    @Override
    public void close() {
        insurer.close();
    }
}
