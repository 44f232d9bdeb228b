package org.sscard.launcher.card;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.cardtest.CardCryptograms;
import org.sscard.issuer.cardtest.CardTest;
import org.sscard.issuer.cardtest.CardTestReport;
import org.sscard.issuer.cardtest.PsamAuthority;
import org.sscard.issuer.cardtest.TestAuthority;
import org.sscard.issuer.cardtest.TestCardFile;
import org.sscard.issuer.cardtest.TestSubject;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.pcsc.PcscReaders;
import org.sscard.terminal.reader.Reader;
import org.sscard.virtualcard.SimulatorPlugin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The general test at this machine: of the card in a PC/SC reader, or of the virtual card of an image.
 *
 * @param reader {@code null}: the image's virtual card where an image is given, else the first reader
 * @param image keys, PIN and what the card should be; {@code null} when another source is given
 * @param psamReader reader with a PSAM, instead of keys
 * @param keys a key file, instead of an image
 * @param allowedSerials of cards in a reader that may be destroyed
 */
public record CardTesting(
        @Nullable String reader,
        @Nullable Path image,
        @Nullable String psamReader,
        @Nullable Path keys,
        boolean destructive,
        Set<String> allowedSerials) {

    private static final Logger LOG = LoggerFactory.getLogger(CardTesting.class);

    /** The roots of test images by default; known to everybody. */
    private static final String PUBLISHED_KEYS =
            "{\"keys\":{\"root16\":\"00112233445566778899AABBCCDDEEFF\",\"root8\":\"0123456789ABCDEF\"}}";

    public CardTesting {
        allowedSerials = Set.copyOf(allowedSerials);
    }

    public CardTestReport run(Clock clock, SecureRandom random) {
        if (image != null && reader == null) {
            String json = text(image);
            TestCardFile file = TestCardFile.parse(json, image.toString(), clock);
            try (CardTransport card = virtual(json, image)) {
                return withKeys(card, file, json, new CardTest.Permission(destructive, serial -> true), clock, random);
            }
        }
        try (PcscReaders readers = new PcscReaders()) {
            CardTransport card = connect(readers, reader, psamReader, ErrorCode.CARD_ABSENT);
            try {
                return inReader(readers, card, clock, random);
            } finally {
                release(card::close);
            }
        }
    }

    private CardTestReport inReader(PcscReaders readers, CardTransport card, Clock clock, SecureRandom random) {
        CardTest.Permission permission = new CardTest.Permission(destructive, allowedSerials::contains);
        if (psamReader != null) {
            CardTransport psam = connect(readers, psamReader, null, ErrorCode.PSAM_ABSENT);
            return withPsam(card, psam, permission, clock, random);
        }
        @Nullable Path source = image == null ? keys : image;
        String json = source == null ? PUBLISHED_KEYS : text(source);
        TestCardFile file = TestCardFile.parse(json, String.valueOf(source), clock);
        return withKeys(card, file, json, permission, clock, random);
    }

    /** A reader that went away in the middle cannot be left in order; the report is not lost over that. */
    private static void release(Runnable close) {
        try {
            close.run();
        } catch (CardTransportException e) {
            LOG.info("The session ended without its reader: {}", e.kind());
        }
    }

    private static CardTestReport withKeys(
            CardTransport card,
            TestCardFile file,
            String json,
            CardTest.Permission permission,
            Clock clock,
            SecureRandom random) {
        byte[] pin = file.pin();
        try (TestAuthority authority = file.authority()) {
            return new CardTest(card, file.subject(), authority, virtualPsam(json), pin, clock, random).run(permission);
        } finally {
            Arrays.fill(pin, (byte) 0);
        }
    }

    private static CardTestReport withPsam(
            CardTransport card, CardTransport psam, CardTest.Permission permission, Clock clock, SecureRandom random) {
        byte[] pin = TestCardFile.parse(PUBLISHED_KEYS, "", clock).pin();
        try {
            TestAuthority authority = new PsamAuthority(psam);
            return new CardTest(card, TestSubject.UNKNOWN, authority, authority, pin, clock, random).run(permission);
        } finally {
            release(psam::close);
            Arrays.fill(pin, (byte) 0);
        }
    }

    private static CardTransport virtual(String json, Path image) {
        try {
            return new SimulatorPlugin().insert(json);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_IMAGE_INVALID, image + ": " + e.getMessage());
        }
    }

    private static CardTransport connect(
            PcscReaders readers, @Nullable String name, @Nullable String butNot, ErrorCode absent) {
        Reader found = readers.readers().stream()
                .filter(candidate -> name == null
                        ? !candidate.name().equals(butNot)
                        : candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    @Nullable ErrorCode problem = readers.problem();
                    return new CodedException(
                            problem == null ? ErrorCode.READER_NOT_FOUND : problem, name == null ? "PC/SC" : name);
                });
        try {
            return found.connect();
        } catch (CardTransportException e) {
            throw new CodedException(
                    e, e.kind() == CardTransportException.Kind.READER_LOST ? ErrorCode.READER_LOST : absent);
        }
    }

    /** A virtual PSAM with the same roots, for point 18; {@code null} when the roots do not suffice for one. */
    private static @Nullable TestAuthority virtualPsam(String json) {
        try {
            JsonNode roots = new JsonMapper().readTree(json).path("keys");
            return roots.has("root16") && roots.has("root8") ? new VirtualPsam(roots) : null;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, file);
        }
    }

    /** A ministry's PSAM, made when region and algorithm of the card are known. */
    private record VirtualPsam(JsonNode roots) implements TestAuthority {

        @Override
        public String description() {
            return "PSAM (virtual)";
        }

        @Override
        public CardCryptograms of(String region, byte[] historicalBytes, CardAlgorithm algorithm) {
            ObjectNode psam = new JsonMapper().createObjectNode();
            psam.put("kind", "psam")
                    .put("serial", region + "00000000000001")
                    .put("terminal", region + "000001")
                    .put("terminalSequence", 1)
                    .put("atr", "3B6D000000814E43868B" + region + "D1D2D3")
                    .put("region", region)
                    .put("algorithm", algorithm.name())
                    .put("level", 1);
            psam.set("keys", roots);
            return new PsamAuthority(new SimulatorPlugin().insert(psam.toString()))
                    .of(region, historicalBytes, algorithm);
        }

        @Override
        public void close() {
            // The virtual PSAM lives in memory alone.
        }
    }
}
