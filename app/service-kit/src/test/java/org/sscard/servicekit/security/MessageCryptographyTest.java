package org.sscard.servicekit.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class MessageCryptographyTest {

    private static final HexFormat HEX = HexFormat.of();
    /** GB/T 32918.5-2017 Appendix A.2. */
    private static final byte[] D = HEX.parseHex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");

    private static final byte[] PUBLIC =
            HEX.parseHex("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                    + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
    private static final byte[] MESSAGE = "message digest".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE =
            HEX.parseHex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
                    + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
    /** GB/T 32907-2016 Appendix A.1. */
    private static final byte[] SM4_KEY = HEX.parseHex("0123456789abcdeffedcba9876543210");

    @Test
    void thePublishedSignatureVerifies_andNoOther() {
        assertThat(Sm2Signature.publicKey(D)).isEqualTo(PUBLIC);
        assertThat(Sm2Signature.verify(PUBLIC, MESSAGE, SIGNATURE)).isTrue();
        for (int i = 0; i < SIGNATURE.length; i++) {
            byte[] changed = SIGNATURE.clone();
            changed[i] ^= 1;
            assertThat(Sm2Signature.verify(PUBLIC, MESSAGE, changed)).isFalse();
        }
        assertThat(Sm2Signature.verify(PUBLIC, "message digesT".getBytes(StandardCharsets.US_ASCII), SIGNATURE))
                .isFalse();
        assertThat(Sm2Signature.verify(PUBLIC, MESSAGE, new byte[64])).isFalse();
        assertThat(Sm2Signature.verify(PUBLIC, MESSAGE, new byte[3])).isFalse();
    }

    @Test
    void ownSignaturesVerify_areTheSameForTheSameMessage_andShareNoNonce() {
        byte[] first = Sm2Signature.sign(D, MESSAGE);
        byte[] other = Sm2Signature.sign(D, "another".getBytes(StandardCharsets.US_ASCII));
        assertThat(Sm2Signature.verify(PUBLIC, MESSAGE, first)).isTrue();
        assertThat(Sm2Signature.sign(D, MESSAGE)).isEqualTo(first);
        // r = e + x1 mod n: with one nonce for two messages the private key would be an equation away.
        assertThat(HEX.formatHex(other, 0, 32)).isNotEqualTo(HEX.formatHex(first, 0, 32));
    }

    @Test
    void aKeyThatIsNone_isRefused() {
        byte[] offCurve = PUBLIC.clone();
        offCurve[64] ^= 1;
        for (byte[] bad : new byte[][] {offCurve, new byte[65], {0}, new byte[0]}) {
            assertThatThrownBy(() -> Sm2Signature.requirePublicKey(bad, "publicKey"))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_VALUE_INVALID));
        }
        assertThatThrownBy(() -> Sm2Signature.sign(new byte[32], MESSAGE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFirstBlockUnderSm4_isThePublishedOne() {
        // CBC with a zero IV begins with the plain block cipher: GB/T 32907-2016 A.1.
        byte[] sealed = Sm4Body.seal(SM4_KEY, new byte[16], SM4_KEY);
        assertThat(HEX.formatHex(sealed, 16, 32)).isEqualTo("681edf34d206965e86b3e94f536e4246");
        assertThat(Sm4Body.open(SM4_KEY, sealed)).isEqualTo(SM4_KEY);
    }

    @Test
    void bodiesOfAnyLengthComeBack_andWhatIsNoneIsRefused() {
        for (int length = 0; length < 40; length++) {
            byte[] body = new byte[length];
            byte[] sealed = Sm4Body.seal(SM4_KEY, body);
            assertThat(Sm4Body.open(SM4_KEY, sealed)).isEqualTo(body);
            assertThat(Sm4Body.seal(SM4_KEY, body)).isEqualTo(sealed);
        }
        for (int length : new int[] {0, 16, 31, 33}) {
            assertThatThrownBy(() -> Sm4Body.open(SM4_KEY, new byte[length]))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_NOT_OPENED));
        }
    }
}
