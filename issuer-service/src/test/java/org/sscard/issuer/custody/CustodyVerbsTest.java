package org.sscard.issuer.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.issuer.custody.CustodyHouse.action;
import static org.sscard.issuer.custody.CustodyHouse.refused;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.servicekit.security.Role;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import org.sscard.wire.keys.v1.KeyComponent;
import org.sscard.wire.keys.v1.PerformRequest;

/** Rotation by one verb, a vendor's key by components, and a PSAM that has it: on a running issuer. */
class CustodyVerbsTest {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final AtomicInteger SERIALS = new AtomicInteger(1);

    @TempDir
    private static Path data;

    private static CustodyHouse house;

    @BeforeAll
    static void start() {
        house = CustodyHouse.open(data);
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    @Test
    void oneVerbReplacesAKey_withAnOverlap_orAtOnce() {
        LocalDate soon = LocalDate.now(ZoneOffset.UTC).plusDays(40);
        Map<String, String> overlap =
                Map.of("key", "UK1DF05@1 DESEDE MINISTRY", "until", soon.toString(), "reason", "yearly");
        CustodyAction rotate = action("KEY_ROTATE", overlap);
        refused(ErrorCode.APPROVAL_REQUIRED, () -> house.chen().performAlone(rotate));
        ApprovalState asked = house.chen().requestAction(rotate);
        assertThat(asked.getPreview().getReachList()).anyMatch(line -> line.contains("重叠期至 " + soon));
        house.perform(house.approved(rotate), rotate);
        assertThat(house.key("UK1DF05@1 DESEDE MINISTRY").getValidUntil()).isEqualTo(soon.toString());
        assertThat(house.key("UK1DF05@1 DESEDE MINISTRY").getState()).isEqualTo("ACTIVE");
        assertThat(house.key("UK1DF05@2 DESEDE MINISTRY").getValidUntil()).isEmpty();

        String today = LocalDate.now(ZoneOffset.UTC).toString();
        house.both("KEY_ROTATE", Map.of("key", "UK1DF05@2 DESEDE MINISTRY", "until", today, "reason", "leak"));
        assertThat(house.key("UK1DF05@2 DESEDE MINISTRY").getState()).isEqualTo("SUSPENDED");
        refused(
                ErrorCode.KEY_NOT_FOUND,
                () -> house.chen()
                        .requestAction(action(
                                "KEY_ROTATE",
                                Map.of("key", "UK1DF05@9 DESEDE MINISTRY", "until", today, "reason", "x"))));
    }

    @Test
    void aVendorsKey_comesInByComponents_ofAsManyPersons_andWritesItsPsams() throws Exception {
        byte[] own = drawn();
        byte[] first = drawn();
        byte[] second = xor(own, first);
        Map<String, String> arguments = Map.of(
                "key",
                "PSAMOWN@2 DESEDE MINISTRY",
                "checkValue",
                check(own),
                "components",
                check(first) + "," + check(second));
        CustodyAction enter = action("KEY_ENTER", arguments);
        String serial = serial();
        refused(ErrorCode.KEY_NOT_FOUND, () -> house.chen().requestAction(issue(serial, "2", "no")));
        ApprovalState asked = house.chen().requestAction(enter);
        refused(ErrorCode.APPROVAL_REQUIRED, () -> type(house.chen(), asked, 1, first));
        ApprovalState approved = house.approved(enter);
        refused(ErrorCode.SHARES_TOO_FEW, () -> house.perform(approved, enter));
        refused(ErrorCode.ROLE_NOT_ALLOWED, () -> type(house.person("op", "P-009", Role.OPERATOR), approved, 1, first));
        refused(ErrorCode.KEY_CHECK_VALUE_WRONG, () -> type(house.chen(), approved, 1, second));
        assertThat(type(house.chen(), approved, 1, first)).isEqualTo(1);
        refused(ErrorCode.CEREMONY_STEP_REFUSED, () -> type(house.chen(), approved, 2, second));
        refused(ErrorCode.SHARE_REPEATED, () -> type(house.lin(), approved, 1, first));
        assertThat(type(house.lin(), approved, 2, second)).isZero();
        assertThat(house.perform(approved, enter)).contains(check(own));
        assertThat(house.key("PSAMOWN@2 DESEDE MINISTRY").getExportable()).isFalse();
        refused(ErrorCode.KEY_ALREADY_EXISTS, () -> house.chen().requestAction(enter));
        assertThat(Files.readString(house.audit()))
                .contains("KEY_ENTER_COMPONENT", "KEY_CHECK_VALUE_WRONG")
                .doesNotContainIgnoringCase(HEX.formatHex(first))
                .doesNotContainIgnoringCase(HEX.formatHex(own));

        aPsamOfThisVendor_isWrittenAndRenewed_anotherVendorsIsNotTouched(serial, own);
    }

    private void aPsamOfThisVendor_isWrittenAndRenewed_anotherVendorsIsNotTouched(String serial, byte[] own)
            throws Exception {
        CardSession psam = psam(serial, own);
        CustodyAction wrongVendor = issue(serial, "1", "no");
        ApprovalState wrong = house.approved(wrongVendor);
        refused(ErrorCode.PSAM_OWN_KEY_WRONG, () -> house.issue(wrong, wrongVendor, psam));
        CustodyAction right = issue(serial, "2", "no");
        assertThat(house.issue(house.approved(right), right, psam).getState()).isEqualTo("ISSUED");
        String issued = psam.image();

        house.both(
                "KEY_STATE",
                Map.of("key", "IRK@1 DESEDE MINISTRY", "state", "SUSPENDED", "reason", "stops the renewal"));
        CustodyAction renew = issue(serial, "2", "yes");
        refused(ErrorCode.KEY_NOT_ACTIVE, () -> house.chen().requestAction(renew));
        house.both("KEY_STATE", Map.of("key", "IRK@1 DESEDE MINISTRY", "state", "ACTIVE", "reason", "back"));
        assertThat(house.issue(house.approved(renew), renew, psam).getKeys()).isGreaterThan(45);
        assertThat(psam.image()).as("the same keys again").isEqualTo(issued);
    }

    @Test
    void rootsAndLowerTiers_areNotEnteredLikeAVendorsKey() {
        String one = check(drawn());
        for (String key : new String[] {
            "UKSSSE@1 DESEDE MINISTRY",
            "PSAMOWN@3 DESEDE CITY 211002",
            "PSAMOWN@3 DES MINISTRY",
            "TRANSPORT@2 SM4 MINISTRY"
        }) {
            refused(
                    ErrorCode.KEY_USAGE_REFUSED,
                    () -> house.chen()
                            .requestAction(action(
                                    "KEY_ENTER",
                                    Map.of("key", key, "checkValue", one, "components", one + "," + one))));
        }
        refused(
                ErrorCode.KEY_INPUT_INVALID,
                () -> house.chen()
                        .requestAction(action(
                                "KEY_ENTER",
                                Map.of("key", "PSAMOWN@3 SM4 MINISTRY", "checkValue", one, "components", one))));
        refused(
                ErrorCode.REQUEST_INVALID,
                () -> house.chen()
                        .requestAction(action(
                                "KEY_ENTER",
                                Map.of("key", "PSAMOWN@3 SM4 MINISTRY", "checkValue", "12", "components", one))));
    }

    private static int type(CustodyServiceBlockingStub who, ApprovalState approved, int number, byte[] component) {
        return who.enterComponent(KeyComponent.newBuilder()
                        .setApprovalId(approved.getApprovalId())
                        .setNumber(number)
                        .setText(ByteString.copyFromUtf8(HEX.formatHex(component)))
                        .build())
                .getMissing();
    }

    private static CustodyAction issue(String serial, String own, String renew) {
        return action(
                "PSAM_ISSUE",
                Map.of(
                        "serial", serial, "level", "3", "region", "211002", "purpose", "定点医院", "own", own, "renew",
                        renew));
    }

    private static CardSession psam(String serial, byte[] own) {
        String image = """
                {"kind":"psam","serial":"%s","terminal":"%s","terminalSequence":1,
                 "atr":"3B6D000000814E43868B510100D1D2D3D4","region":"211002","algorithm":"DES","level":3,
                 "keys":{"root16":"%s","root8":"0123456789ABCDEF"},"empty":true}
                """.formatted(serial, serial.substring(8), HEX.formatHex(own));
        return VirtualCards.fromImage(image, TransmissionMode.T1, new Random(7));
    }

    private static String serial() {
        return "2110030000%010d".formatted(SERIALS.getAndIncrement());
    }

    private static String check(byte[] key) {
        return CheckValues.zeroBlock(KeyAlgorithm.DESEDE, key).hex();
    }

    private static byte[] drawn() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] sum = one.clone();
        for (int at = 0; at < sum.length; at++) {
            sum[at] ^= other[at];
        }
        return sum;
    }

    /** What was approved is done once, by whoever asked in these words. */
    @Test
    void anApprovalOfARotation_doesNotRotateAnotherKey() {
        String soon = LocalDate.now(ZoneOffset.UTC).plusDays(40).toString();
        CustodyAction one =
                action("KEY_ROTATE", Map.of("key", "UK1DF07@1 DESEDE MINISTRY", "until", soon, "reason", "a"));
        CustodyAction other =
                action("KEY_ROTATE", Map.of("key", "UK2DF07@1 DESEDE MINISTRY", "until", soon, "reason", "a"));
        ApprovalState approved = house.approved(one);
        refused(
                ErrorCode.APPROVAL_CONTENT_DIFFERS,
                () -> house.chen()
                        .performAction(PerformRequest.newBuilder()
                                .setApprovalId(approved.getApprovalId())
                                .setAction(other)
                                .build()));
    }
}
