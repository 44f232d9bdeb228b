package org.sscard.keys.model;

/** Test and production keys can never meet: a vault has one environment, and takes keys of that one only. */
public enum Environment {
    TEST,
    PRODUCTION
}
