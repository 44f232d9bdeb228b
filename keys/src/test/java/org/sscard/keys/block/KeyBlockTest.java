package org.sscard.keys.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vectors.VectorFile;

/** Examples of ANSI X9.143 and TR-31; the values are those of the vector file. */
class KeyBlockTest {

    private static final String KBPK_B = "DD7515F2BFC17F85CE48F3CA25CB21F6";
    private static final String BLOCK_B =
            "B0080P0TE00E000094B420079CC80BA3461F86FE26EFC4A3B8E4FA4C5F5341176EED7B727B8A248E";
    private static final String KBPK_D = "88E1AB2A2E3DD38C1FA039A536500CC8A87AB9D62DC92C01058FA79F44657DE6";
    private static final String BLOCK_D =
            "D0112P0AE00E0000B82679114F470F540165EDFBF7E250FCEA43F810D215F8D207E2E417C07156A27E8E"
                    + "31DA05F7425509593D03A457DC34";

    @Test
    void header_isReadAsItStands() {
        KeyBlockHeader header = unwrap(KBPK_D, BLOCK_D).header();
        assertThat(header.usage()).isEqualTo("P0");
        assertThat(header.version()).isEqualTo(KeyBlockVersion.D);
        assertThat(header.algorithm()).isEqualTo(KeyBlockAlgorithm.AES);
        assertThat(header.mode()).isEqualTo(ModeOfUse.ENCRYPT);
        assertThat(header.keyVersion()).isEqualTo("00");
        assertThat(header.exportability()).isEqualTo(Exportability.EXPORTABLE);
        assertThat(header.optionalBlocks()).isEmpty();
    }

    @Test
    void everyPublishedBlock_isMadeAgainCharByChar_fromItsHeaderAndContent() throws IOException {
        int made = 0;
        for (JsonNode vector : vectors()) {
            if (vector.get("group").asText().equals("tr31")) {
                String block = vector.get("inputs").get("block").asText();
                KeyMaterial kbpk = material(vector.get("inputs").get("kbpk").asText());
                KeyBlockHeader.Parsed parsed = KeyBlockHeader.parse(block);
                byte[] plain = KeyBlock.open(kbpk, parsed, block);
                assertThat(KeyBlock.seal(kbpk, parsed.header(), plain)).isEqualTo(block);
                made++;
            }
        }
        assertThat(made).isEqualTo(5);
    }

    @Property(tries = 500)
    void unwrapUndoesWrap(
            @ForAll("headers") KeyBlockHeader header,
            @ForAll("protectionKeyLengths") int protectionKeyLength,
            @ForAll @Size(min = 1, max = 64) byte[] key,
            @ForAll long seed) {
        SecureRandom random = new SecureRandom();
        KeyMaterial kbpk = protectionKey(header, protectionKeyLength, seed);
        String block = KeyBlock.wrap(kbpk, header, KeyMaterial.copying(key, MaterialAccess.GRANTED), random);
        assertThat(block).hasSize(Integer.parseInt(block.substring(1, 5)));
        KeyBlock.Unwrapped unwrapped = KeyBlock.unwrap(kbpk, block);
        assertThat(unwrapped.key().bytes(MaterialAccess.GRANTED)).isEqualTo(key);
        List<OptionalBlock> carried = unwrapped.header().optionalBlocks().stream()
                .filter(optional -> !optional.id().equals(OptionalBlock.PADDING))
                .toList();
        assertThat(carried).isEqualTo(header.optionalBlocks());
        assertThat(unwrapped.header()).isEqualTo(header.aligned());
        int optionalChars = KeyBlockHeader.parse(block).text().length() - 16;
        assertThat(optionalChars % header.version().blockBytes()).isZero();
    }

    @Property(tries = 300)
    void anyChangedHeaderCharacter_isRefused(
            @ForAll("headers") KeyBlockHeader header,
            @ForAll @IntRange(max = 10_000) int place,
            @ForAll @CharRange(from = ' ', to = '~') char to) {
        KeyMaterial kbpk = protectionKey(header, 16, 1);
        String block = KeyBlock.wrap(kbpk, header, material("00112233445566778899AABBCCDDEEFF"), new SecureRandom());
        int at = place % KeyBlockHeader.parse(block).text().length();
        if (block.charAt(at) != to) {
            String changed = block.substring(0, at) + to + block.substring(at + 1);
            assertThatThrownBy(() -> KeyBlock.unwrap(kbpk, changed))
                    .isInstanceOfSatisfying(
                            KeyException.class, e -> assertThat(e.fault()).isEqualTo(KeyFault.KEY_BLOCK_INVALID));
        }
    }

    @Provide
    Arbitrary<KeyBlockHeader> headers() {
        Arbitrary<String> two =
                Arbitraries.strings().numeric().withCharRange('A', 'Z').ofLength(2);
        Arbitrary<OptionalBlock> optional = Combinators.combine(
                        two.filter(id -> !id.equals(OptionalBlock.PADDING)),
                        Arbitraries.strings()
                                .withCharRange(' ', '~')
                                .ofMinLength(0)
                                .ofMaxLength(400))
                .as(OptionalBlock::new);
        return Combinators.combine(
                        Arbitraries.of(KeyBlockVersion.class),
                        two,
                        Arbitraries.of(KeyBlockAlgorithm.class),
                        Arbitraries.of(ModeOfUse.class),
                        two,
                        Arbitraries.of(Exportability.class),
                        optional.list().ofMaxSize(6))
                .as(KeyBlockHeader::new);
    }

    @Provide
    Arbitrary<Integer> protectionKeyLengths() {
        return Arbitraries.of(16, 24, 32);
    }

    private static KeyMaterial protectionKey(KeyBlockHeader header, int length, long seed) {
        byte[] key = new byte[header.version() == KeyBlockVersion.B ? Math.min(length, 24) : length];
        new Random(seed).nextBytes(key);
        return KeyMaterial.owning(key, MaterialAccess.GRANTED);
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream in = VectorFile.class.getResourceAsStream("crypto-vectors.json")) {
            return new ObjectMapper().readTree(in).get("vectors");
        }
    }

    private static KeyMaterial material(String hex) {
        return KeyMaterial.owning(HexFormat.of().parseHex(hex), MaterialAccess.GRANTED);
    }

    @Property(tries = 2000)
    void anyChangedCharacter_isRefused(
            @ForAll boolean versionD, @ForAll @IntRange(max = 111) int place, @ForAll char to) {
        String block = versionD ? BLOCK_D : BLOCK_B;
        int at = place % block.length();
        if (Character.toUpperCase(to) == block.charAt(at)) {
            return;
        }
        String changed = block.substring(0, at) + to + block.substring(at + 1);
        assertRefused(versionD ? KBPK_D : KBPK_B, changed);
    }

    @Property(tries = 200)
    void anyCutBlock_isRefused(@ForAll @IntRange(max = 111) int length) {
        assertRefused(KBPK_D, BLOCK_D.substring(0, length));
        assertRefused(KBPK_B, BLOCK_B.substring(0, length % BLOCK_B.length()));
    }

    @Property
    void anyOtherText_isRefused(@ForAll @AlphaChars @NumericChars @StringLength(max = 200) String text) {
        assertRefused(KBPK_D, text);
        assertRefused(KBPK_D, "D0" + text);
        assertRefused(KBPK_D, "D0112P0AE00E0900" + text);
    }

    @Test
    void otherProtectionKey_isRefused() {
        assertRefused(KBPK_D.replace("88E1", "88E3"), BLOCK_D);
        assertRefused(KBPK_B, BLOCK_D);
        assertRefused(KBPK_D, BLOCK_B);
        assertRefused("00", BLOCK_B);
    }

    private static void assertRefused(String kbpk, String block) {
        assertThatThrownBy(() -> unwrap(kbpk, block))
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(KeyFault.KEY_BLOCK_INVALID));
    }

    private static KeyBlock.Unwrapped unwrap(String kbpk, String block) {
        try (KeyMaterial key = KeyMaterial.owning(HexFormat.of().parseHex(kbpk), MaterialAccess.GRANTED)) {
            return KeyBlock.unwrap(key, block);
        }
    }
}
