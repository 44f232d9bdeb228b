package org.sscard.issuer.workflow;

import org.sscard.spec.identity.InitialisationOrganisation;
import org.sscard.spec.identity.RegionCode;

/**
 * What this bureau makes now, by its configuration: the workflows register it, and a release compares it.
 *
 * @param face SHA-256 of the card face, in hex
 * @param initialisingRegion of element 04
 * @param organisationSequence last byte of element 04
 */
public record CurrentIssue(CardStructure structure, String face, String initialisingRegion, int organisationSequence) {

    /** What the cards of a region say of their issuer: the 24 digits of element 04 (card specification §3). */
    public String issuerId(String region) {
        return new InitialisationOrganisation(
                        new RegionCode(region), new RegionCode(initialisingRegion), organisationSequence)
                .digits();
    }
}
