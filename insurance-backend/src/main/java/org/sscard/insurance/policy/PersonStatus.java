package org.sscard.insurance.policy;

/** What lowers a person's own contribution (低保、低保边缘、二级以上残疾), Order 102 Art. 8. */
public enum PersonStatus {
    NONE,
    DIBAO,
    BORDERLINE,
    DISABLED2
}
