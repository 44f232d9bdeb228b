package org.sscard.keys.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.MemoryVault;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.SpecificationVersion;

class BatchKeysTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] CHALLENGE = HEX.parseHex("0102030405060708");

    @ParameterizedTest
    @EnumSource(
            value = CardAlgorithm.class,
            names = {"DES", "SM4"})
    void keysOfABatch_areThoseOfTheHierarchy(CardAlgorithm algorithm) {
        MemoryVault vault = new MemoryVault();
        TestRoots.load(vault, Clock.systemUTC());
        Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
        List<KeyRef> order = everyKey();
        CarriedKeys carried = new CarriedKeys(algorithm, order, transport(), CardAlgorithm.DES);
        try (BatchKeys batch = hierarchy.batchKeys("211002", algorithm, order)) {
            assertThat(carried.lengthBytes()).isEqualTo(batch.lengthBytes());
            for (int number = 1; number <= 3; number++) {
                byte[] historical = HEX.parseHex("0081544C968684211000000" + number + "0A");
                byte[] first12 = HEX.parseHex("211002D15600000500000" + number + "0A");
                byte[] keys = batch.of(historical);
                try (CardKeys expected = hierarchy.cardKeys("211002", historical, algorithm);
                        CardKeys card = carried.of(keys)) {
                    assertThat(batch.authenticationCode(keys, first12)).isEqualTo(expected.authenticationCode(first12));
                    KeyRef master = KeyRef.of("MK");
                    for (KeyRef ref : order) {
                        assertThat(card.loadKey(master, ref, CHALLENGE))
                                .as(ref.toString())
                                .isEqualTo(expected.loadKey(master, ref, CHALLENGE));
                    }
                    assertThat(card.toString()).doesNotContain(HEX.formatHex(keys, 0, 8));
                }
            }
        }
    }

    @Test
    void regionOfOthers_getsNoBatch() {
        MemoryVault vault = new MemoryVault();
        TestRoots.load(vault, Clock.systemUTC());
        Hierarchy hierarchy = Hierarchy.of(vault, Scope.city("211002"));
        assertThatThrownBy(() -> hierarchy.batchKeys("211003", CardAlgorithm.DES, everyKey()))
                .isInstanceOf(KeyException.class);
    }

    private static List<KeyRef> everyKey() {
        List<KeyRef> order = new ArrayList<>();
        order.add(KeyRef.of("MK"));
        for (KeyDefinition key : CardLayout.of(SpecificationVersion.V2_0).keys()) {
            key.slots().forEach(slot -> order.add(new KeyRef(key.name(), slot.version())));
        }
        return order;
    }

    private static KeyMaterial transport() {
        return KeyMaterial.owning(HEX.parseHex("404142434445464748494A4B4C4D4E4F"), MaterialAccess.GRANTED);
    }
}
