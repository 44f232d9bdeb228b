package org.sscard.sdk.fake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.sscard.sdk.Bill;
import org.sscard.sdk.FeeLine;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.ServiceTarget;

/** A hospital's program in a process of its own that settles one visit after the other until it is killed. */
public final class ChildDesk {
    private ChildDesk() {}

    public static Process start(String institution, Path journal, int agentPort, int insurerPort) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildDesk.class.getName(),
                        institution,
                        journal.toString(),
                        Integer.toString(agentPort),
                        Integer.toString(insurerPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) {
        LocalDate day = LocalDate.of(2026, 11, 22);
        try (MedicalSettlement settlement = MedicalSettlement.builder()
                .institution(args[0])
                .journal(Path.of(args[1]))
                .agent(ServiceTarget.loopback(Integer.parseInt(args[2])))
                .insurer(ServiceTarget.loopback(Integer.parseInt(args[3])))
                .open()) {
            for (int visit = 0; ; visit++) {
                Bill bill = Bill.inpatient(FakeAgent.SOCIAL_SECURITY_NUMBER, "visit " + visit, day, day)
                        .with(FeeLine.of("1", "XSANDBOX000000000001", "10.00", "1"));
                settlement.settle(settlement.quote(bill), settlement.card());
            }
        }
    }
}
