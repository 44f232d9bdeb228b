package org.sscard.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.custody.Components.Component;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

class ComponentsTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Property(tries = 100)
    void allComponents_giveTheKey(@ForAll KeyAlgorithm algorithm, @ForAll @IntRange(min = 2, max = 9) int count) {
        KeyMaterial key = key(algorithm);
        List<Component> components = Components.split(algorithm, key, count, RANDOM);
        assertThat(components).hasSize(count);
        assertThat(Components.join(algorithm, components, CheckValues.of(algorithm, key))
                        .sameAs(key))
                .isTrue();
    }

    @Test
    void missingComponent_isFoundByTheKeysCheckValue() {
        KeyMaterial key = key(KeyAlgorithm.SM4);
        CheckValue checkValue = CheckValues.of(KeyAlgorithm.SM4, key);
        List<Component> components = Components.split(KeyAlgorithm.SM4, key, 3, RANDOM);
        assertRefused(components.subList(0, 2), checkValue, "the key of these components");
    }

    @Test
    void wrongComponent_isNamed() {
        KeyMaterial key = key(KeyAlgorithm.SM4);
        CheckValue checkValue = CheckValues.of(KeyAlgorithm.SM4, key);
        List<Component> components = new ArrayList<>(Components.split(KeyAlgorithm.SM4, key, 3, RANDOM));
        components.set(1, new Component(key(KeyAlgorithm.SM4), components.get(1).checkValue()));
        assertRefused(components, checkValue, "component 2");
    }

    @Test
    void oneComponentOrOtherLength_isRefused() {
        KeyMaterial key = key(KeyAlgorithm.SM4);
        assertThatThrownBy(() -> Components.split(KeyAlgorithm.SM4, key, 1, RANDOM))
                .hasMessageStartingWith("KEY_INPUT_INVALID");
        assertThatThrownBy(() -> Components.split(KeyAlgorithm.DES, key, 2, RANDOM))
                .hasMessageStartingWith("KEY_INPUT_INVALID");
    }

    private static void assertRefused(List<Component> components, CheckValue checkValue, String what) {
        assertThatThrownBy(() -> Components.join(KeyAlgorithm.SM4, components, checkValue))
                .isInstanceOfSatisfying(KeyException.class, e -> {
                    assertThat(e.fault()).isEqualTo(KeyFault.KEY_CHECK_VALUE_WRONG);
                    assertThat(e.detail()).isEqualTo(what);
                });
    }

    private static KeyMaterial key(KeyAlgorithm algorithm) {
        byte[] key = new byte[algorithm.lengthBytes()];
        RANDOM.nextBytes(key);
        return KeyMaterial.owning(key, MaterialAccess.GRANTED);
    }
}
