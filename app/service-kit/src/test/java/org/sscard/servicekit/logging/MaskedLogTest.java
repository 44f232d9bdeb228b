package org.sscard.servicekit.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.Logger;

/** Searches the real output of the shipped configuration. */
@ResourceLock(Resources.SYSTEM_ERR)
class MaskedLogTest {

    private static final String[] SECRETS = {
        "210102199001011234",
        "11010119900307123X",
        "6217001234567890123",
        "A00012338",
        "12345678X",
        "987654",
        "00112233445566778899AABBCCDDEEFF",
        "0612345FFFFFFFFF",
        "00112233445566778899aabbccddeeff"
    };

    @Test
    void nothingThatLooksLikeAPersonOrASecret_isInTheOutput() {
        String output = logged(log -> {
            log.info("person {} card {} bank {}", SECRETS[0], SECRETS[3], SECRETS[2]);
            log.warn("id={},next \"{}\" number({})", SECRETS[1], SECRETS[0], SECRETS[4]);
            log.error("pin={} PIN: {} \"password\":\"{}\" 密码:{}", SECRETS[5], SECRETS[5], SECRETS[5], SECRETS[5]);
            log.error("key {} block {} lower {}", SECRETS[6], SECRETS[7], SECRETS[8]);
            log.error(
                    "failed",
                    new IllegalStateException(
                            "row " + SECRETS[0], new RuntimeException("key=" + SECRETS[6] + " " + SECRETS[2])));
        });

        assertThat(output).contains("IllegalStateException").contains("210102************");
        for (String secret : SECRETS) {
            assertThat(output).doesNotContain(secret);
        }
    }

    @Test
    void whatOperatorsNeed_staysReadable() {
        String output = logged(
                log -> log.info(
                        "batch B-20261122-01 on 127.0.0.1:8610, 1,000 cards, status 6A83, tries 5, H21100200001, 2026-11-22, 34567 ms"));

        assertThat(output)
                .contains(
                        "B-20261122-01 on 127.0.0.1:8610, 1,000 cards, status 6A83, tries 5, H21100200001, 2026-11-22, 34567 ms");
    }

    @Test
    void aLineBreakInAValue_forgesNoLogLine() {
        String output = logged(log -> log.info("name {}", "x\n2026-11-22 ERROR forged"));

        assertThat(output.lines()).hasSize(1);
    }

    @Test
    void debugIsSilent_unlessAskedFor() {
        assertThat(logged(log -> log.debug("quiet"))).isEmpty();
    }

    private static String logged(java.util.function.Consumer<Logger> work) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            LoggerContext context = new LoggerContext();
            context.setMDCAdapter(new LogbackMDCAdapter());
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(MaskedLogTest.class.getResource("/logback.xml"));
            work.accept(context.getLogger("org.sscard.test"));
            context.stop();
        } catch (JoranException e) {
            throw new AssertionError(e);
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
