package org.sscard.keys.custody;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.Environment;

/**
 * What was agreed before a ceremony begins.
 *
 * @param id 8 hex digits; stands in every share, so that shares of two ceremonies never mix
 * @param threshold shares that restore the protection key, at least 2
 * @param custodians different persons, numbered from 1 in their order
 */
public record CeremonyPlan(String id, Environment environment, int threshold, List<Custodian> custodians) {

    private static final Pattern ID = Pattern.compile("[0-9A-F]{8}");

    public CeremonyPlan {
        custodians = List.copyOf(custodians);
        long persons = custodians.stream().map(Custodian::name).distinct().count();
        boolean numbered = true;
        for (int i = 0; i < custodians.size(); i++) {
            numbered &= custodians.get(i).number() == i + 1;
        }
        if (!ID.matcher(id).matches() || !numbered || persons < custodians.size()) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID, "a ceremony has an id of 8 hex digits and different custodians");
        }
        if (threshold < 2 || threshold > custodians.size()) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID,
                    threshold + " of " + custodians.size() + " shares; at least 2, at most all");
        }
    }

    public static CeremonyPlan of(
            Environment environment, int threshold, List<String> custodianNames, SecureRandom random) {
        List<Custodian> custodians = new ArrayList<>();
        for (String name : custodianNames) {
            custodians.add(new Custodian(custodians.size() + 1, name.strip()));
        }
        return new CeremonyPlan(
                String.format(Locale.ROOT, "%08X", random.nextInt()), environment, threshold, custodians);
    }
}
