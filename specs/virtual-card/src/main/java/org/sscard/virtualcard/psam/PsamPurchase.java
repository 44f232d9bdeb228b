package org.sscard.virtualcard.psam;

/** A purchase between INIT SAM and CREDIT SAM: the MAC2 that the card must answer. */
final class PsamPurchase {

    private final byte[] expectedMac2;

    PsamPurchase(byte[] expectedMac2) {
        this.expectedMac2 = expectedMac2;
    }

    byte[] expectedMac2() {
        return expectedMac2;
    }
}
