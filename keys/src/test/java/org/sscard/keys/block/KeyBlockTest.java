package org.sscard.keys.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

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
        assertThat(header.algorithm()).isEqualTo('A');
        assertThat(header.mode()).isEqualTo('E');
        assertThat(header.exportability()).isEqualTo('E');
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
