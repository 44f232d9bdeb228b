package org.sscard.insurance.compat;

import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.insurance.enrolment.Scheme;

/** A person of the sandbox as a client knows her. */
record SandboxPerson(String psnNo, String certno, String cardNo, String cardSn, String area, String insutype) {

    private static final SandboxData SANDBOX = SandboxData.load();

    /** 1 ELD1, 2 ELD2, 3 WRK1 … in the order of the file. */
    static SandboxPerson number(int number) {
        SandboxData.SandboxPerson person = SANDBOX.persons().get(number - 1);
        return new SandboxPerson(
                person.psnNo(),
                person.certno(),
                person.cardNo(),
                person.cardSn(),
                person.insuplcAdmdvs(),
                person.scheme() == Scheme.RESIDENT ? "390" : "310");
    }
}
