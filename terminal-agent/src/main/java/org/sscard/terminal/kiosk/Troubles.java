package org.sscard.terminal.kiosk;

import org.sscard.wire.error.CodedException;

/** What a failure means to a cardholder: what happened and what to do, with the code in small print for the staff. */
final class Troubles {

    private Troubles() {}

    static Words words(CodedException failure) {
        String code = failure.code().name();
        return switch (code) {
            case "PIN_WRONG" ->
                Words.of("trouble-PIN_WRONG", failure.arguments().toArray());
            case "PIN_BLOCKED", "PIN_LENGTH", "PIN_TIMEOUT" -> Words.of("trouble-" + code);
            case "CARD_REMOVED", "CARD_ABSENT" -> Words.of("trouble-pulled");
            case "CARD_NOT_SOCIAL_SECURITY", "CARD_BLANK" -> Words.of("trouble-not-ours");
            case "CARD_MUTE", "CARD_RESET", "CARD_REFUSED", "CARD_DATA_INVALID", "CARD_NOT_AUTHENTIC" ->
                Words.of("trouble-card");
            case "CARD_EXPIRED" -> Words.of("trouble-expired");
            case "CARD_BLACKLISTED" ->
                Words.of("trouble-state", Words.of("fact-blacklist").zh());
            case "CARD_BLOCKED", "PROOF_OF_IDENTITY_REQUIRED", "CHANNEL_NOT_ALLOWED" -> Words.of("trouble-not-here");
            case "HOLDER_NOT_FOUND", "CARD_NOT_FOUND" -> Words.of("trouble-unknown-card");
            case "INSURED_PERSON_UNKNOWN" -> Words.of("trouble-not-insured");
            case "ACCOUNT_NOT_FOUND" -> Words.of("trouble-no-account");
            case "CHANNEL_LIMIT_REACHED", "REQUEST_LIMIT_REACHED" -> Words.of("trouble-limit");
            case "SERVICE_UNAVAILABLE", "SERVICE_TIMEOUT", "SERVER_STOPPING" -> Words.of("trouble-line");
            default -> other(code);
        };
    }

    private static Words other(String code) {
        if (code.startsWith("READER_")) {
            return Words.of("trouble-reader");
        }
        if (code.startsWith("PSAM_") || code.startsWith("KEY_")) {
            return Words.of("trouble-psam");
        }
        return Words.of("trouble-other");
    }

    /** Whether the line failed, so that the service may have done it or not. */
    static boolean ofTheLine(CodedException failure) {
        return switch (failure.code()) {
            case SERVICE_UNAVAILABLE, SERVICE_TIMEOUT, SERVER_STOPPING -> true;
            default -> false;
        };
    }
}
