package org.sscard.sdk;

/**
 * Basic read of a card (读基本信息), the fields of iReadCardBas. Holder data: it does not show in {@link #toString}.
 *
 * @param region 6 digits
 * @param cardNumber 9 characters
 * @param cardIdentificationCode 32 hex digits
 * @param historicalBytes 26 hex digits of the answer to reset
 * @param issueDate YYYYMMDD
 * @param expiryDate YYYYMMDD
 * @param terminal 12 digits, zeros without a PSAM
 * @param authenticated whether card and PSAM authenticated each other in this read
 */
public record BasicData(
        String region,
        String socialSecurityNumber,
        String cardNumber,
        String cardIdentificationCode,
        String name,
        String historicalBytes,
        String specificationVersion,
        String issueDate,
        String expiryDate,
        String terminal,
        String device,
        boolean authenticated) {

    @Override
    public String toString() {
        return "BasicData[region " + region + ", authenticated " + authenticated + "]";
    }
}
