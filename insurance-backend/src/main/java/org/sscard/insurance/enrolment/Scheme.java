package org.sscard.insurance.enrolment;

/** Residents (城乡居民) have the pooled fund; employees (职工) here have a personal account. */
public enum Scheme {
    RESIDENT,
    EMPLOYEE
}
