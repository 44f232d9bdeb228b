package org.sscard.issuer;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sscard.keys.model.RegionProfile;

/** The factor texts of every region: those that were agreed on, else the standard ones (card specification §5.1). */
record RegionProfiles(Map<String, RegionProfile> agreed) {

    static RegionProfiles of(List<IssuerConfig.FactorTexts> texts) {
        return new RegionProfiles(texts.stream()
                .map(IssuerConfig.FactorTexts::profile)
                .collect(Collectors.toUnmodifiableMap(RegionProfile::region, Function.identity())));
    }

    RegionProfile of(String region) {
        RegionProfile own = agreed.get(region);
        return own == null ? RegionProfile.standard(region) : own;
    }
}
