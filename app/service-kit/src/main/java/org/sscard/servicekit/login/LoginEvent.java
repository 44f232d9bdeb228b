package org.sscard.servicekit.login;

/**
 * Something for the audit log.
 *
 * @param account who; "-" when nobody was recognised
 * @param action LOGIN, LOGOUT or ACCESS
 * @param object which way or page
 * @param result OK or the code of the refusal
 */
public record LoginEvent(String account, String action, String object, String result) {}
