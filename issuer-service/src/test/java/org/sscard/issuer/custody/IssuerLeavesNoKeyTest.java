package org.sscard.issuer.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.issuer.custody.CustodyHouse.action;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.HeapSearch;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.Delivery;
import org.sscard.wire.keys.v1.DeliveryName;
import org.sscard.wire.keys.v1.KeyComponent;
import org.sscard.wire.keys.v1.KeyRecord;
import org.sscard.wire.keys.v1.ListKeysRequest;
import org.sscard.wire.keys.v1.Share;

/**
 * An attacker with the data folder of a running issuer and a dump of its heap: of the keys that were drawn, handed over, entered
 * and imported there he finds none, raw, in hex, in Base64 or in UTF-16. The keys are known from the random source, by check value.
 */
@Timeout(300)
class IssuerLeavesNoKeyTest {

    private static final int KEY = 16;
    private static final int PROTECTION_KEY = 32;

    @TempDir
    Path folder;

    @Test
    void keysOfARunningIssuer_areNeitherInItsFolderNorInItsHeap() throws Exception {
        MaskedRandom random = new MaskedRandom();
        Path data = folder.resolve("data");
        byte[] maskedOwn;
        try (CustodyHouse house = CustodyHouse.open(data, Map.of("vault.environment", "PRODUCTION"), random)) {
            for (String key : List.of("UKSSSE@1 DESEDE MINISTRY", "IRK@1 SM4 MINISTRY", "RKSSSE@1 SM4 MINISTRY")) {
                house.both("KEY_DRAW", Map.of("key", key));
                house.both("KEY_STATE", Map.of("key", key, "state", "ACTIVE", "reason", "a"));
            }
            maskedOwn = enteredByTwo(house, random);
            Delivery delivery = handedOverAndImported(house);
            List<byte[]> secrets = secrets(house, random, delivery);
            secrets.add(maskedOwn);
            assertThat(secrets).as("3 roots, a vendor's, a protection key").hasSizeGreaterThanOrEqualTo(5);

            HeapSearch heap = HeapSearch.now(folder.resolve("live.hprof"));
            assertThat(secrets).noneMatch(heap::finds);
            String files = everything(data);
            for (byte[] masked : secrets) {
                for (String form : forms(HeapSearch.masked(masked))) {
                    assertThat(files.contains(form)).isFalse();
                }
            }
            assertThat(files).as("what is searched holds what was written").contains("KEY_DRAW_USED", "SSCVAULT");
        }
    }

    private static byte[] enteredByTwo(CustodyHouse house, SecureRandom random) {
        byte[] own = new byte[KEY];
        byte[] first = new byte[KEY];
        random.nextBytes(own);
        random.nextBytes(first);
        byte[] second = own.clone();
        for (int at = 0; at < KEY; at++) {
            second[at] ^= first[at];
        }
        CustodyAction enter = action(
                "KEY_ENTER",
                Map.of(
                        "key",
                        "PSAMOWN@1 SM4 MINISTRY",
                        "checkValue",
                        check(own),
                        "components",
                        check(first) + "," + check(second)));
        ApprovalState approved = house.approved(enter);
        int number = 1;
        for (byte[] component : List.of(first, second)) {
            byte[] digits = HexFormat.of().withUpperCase().formatHex(component).getBytes(StandardCharsets.US_ASCII);
            (number == 1 ? house.chen() : house.lin())
                    .enterComponent(KeyComponent.newBuilder()
                            .setApprovalId(approved.getApprovalId())
                            .setNumber(number++)
                            .setText(ByteString.copyFrom(digits))
                            .build());
        }
        house.perform(approved, enter);
        byte[] masked = HeapSearch.masked(own);
        Arrays.fill(own, (byte) 0);
        return masked;
    }

    private static Delivery handedOverAndImported(CustodyHouse house) {
        Delivery made = house.delivered("CITY 211002", "甲,乙", "2");
        DeliveryName name =
                DeliveryName.newBuilder().setDeliveryId(made.getDeliveryId()).build();
        Share one = house.chen().showShare(name);
        Share two = house.lin().showShare(name);
        Delivery here = house.chen().receiveDelivery(house.chen().getDeliveryFile(name));
        CustodyAction importing =
                action("KEY_IMPORT", Map.of("delivery", here.getDeliveryId(), "digest", here.getFileSha256()));
        ApprovalState approved = house.approved(importing);
        house.chen()
                .enterShare(one.toBuilder().setDeliveryId(here.getDeliveryId()).build());
        house.lin()
                .enterShare(two.toBuilder().setDeliveryId(here.getDeliveryId()).build());
        house.perform(approved, importing);
        return made;
    }

    /** What was drawn and is a key: its check value is one that the issuer shows. Masked. */
    private static List<byte[]> secrets(CustodyHouse house, MaskedRandom random, Delivery delivery) {
        Set<String> shown = new HashSet<>();
        shown.add(delivery.getProtectionKey());
        for (KeyRecord key :
                house.chen().listKeys(ListKeysRequest.getDefaultInstance()).getKeysList()) {
            shown.add(key.getCheckValue());
        }
        List<byte[]> secrets = new ArrayList<>();
        for (byte[] masked : random.all()) {
            byte[] drawn = HeapSearch.masked(masked);
            boolean known = drawn.length == KEY
                    ? shown.contains(CheckValues.zeroBlock(KeyAlgorithm.DESEDE, drawn)
                                    .toString())
                            || shown.contains(CheckValues.zeroBlock(KeyAlgorithm.SM4, drawn)
                                    .toString())
                    : shown.contains(CheckValues.ofAes(CheckMethod.CMAC_ZERO_BLOCK, drawn)
                            .toString());
            Arrays.fill(drawn, (byte) 0);
            if (known) {
                secrets.add(masked);
            }
        }
        return secrets;
    }

    private static String check(byte[] key) {
        return CheckValues.zeroBlock(KeyAlgorithm.SM4, key).hex();
    }

    /** Every file of the folder, logs and the database's pages among them. */
    private static String everything(Path data) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    private static List<String> forms(byte[] secret) {
        String hex = HexFormat.of().formatHex(secret);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(secret);
        List<String> forms = new ArrayList<>(List.of(new String(secret, StandardCharsets.ISO_8859_1)));
        for (String text : List.of(hex, hex.toUpperCase(Locale.ROOT), base64.substring(0, base64.length() - 1))) {
            forms.add(text);
            forms.add(new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1));
        }
        return forms;
    }

    /** Remembers, masked, what was drawn from it in the lengths of keys. */
    private static final class MaskedRandom extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> masked = new ArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length == KEY || bytes.length == PROTECTION_KEY) {
                synchronized (masked) {
                    masked.add(HeapSearch.masked(bytes));
                }
            }
        }

        List<byte[]> all() {
            synchronized (masked) {
                return List.copyOf(masked);
            }
        }
    }
}
