package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.sscard.servicekit.login.LoginLink;

/** A first run in which something has happened: stays, a purchase, a cancellation, a reversal, a denial. */
public final class BusySandbox implements AutoCloseable {

    private final RunningInsurer insurer;
    private String stay = "";
    private String denied = "";

    public BusySandbox(Path data) {
        insurer = new RunningInsurer(data);
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
