package org.sscard.terminal.classic;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sscard.servicekit.security.Role;

/** The functions of §1 with the parameters that go in, in order; {@code pOutInfo} comes out of each. */
public enum ClassicFunction {
    READ_CARD_BAS("iReadCardBas", Role.PAGE, "iType"),
    READ_CARD_BAS_HSM_STEP1("iReadCardBas_HSM_Step1", Role.PAGE, "iType"),
    READ_CARD_BAS_HSM_STEP2("iReadCardBas_HSM_Step2", Role.PAGE, "pKey"),
    READ_CARD("iReadCard", Role.PAGE_FILES, "iType", "iAuthType", "pCardInfo", "pFileAddr"),
    READ_CARD_HSM_STEP1("iReadCard_HSM_Step1", Role.PAGE_FILES, "iType", "pCardInfo", "pFileAddr"),
    READ_CARD_HSM_STEP2("iReadCard_HSM_Step2", Role.PAGE_FILES, "pKey"),
    WRITE_CARD("iWriteCard", Role.PAGE_WRITE, "iType", "pCardInfo", "pFileAddr", "pWriteData"),
    WRITE_CARD_HSM_STEP1("iWriteCard_HSM_Step1", Role.PAGE_WRITE, "iType", "pCardInfo", "pFileAddr"),
    WRITE_CARD_HSM_STEP2("iWriteCard_HSM_Step2", Role.PAGE_WRITE, "pKey", "pWriteData"),
    VERIFY_PIN("iVerifyPIN", Role.PAGE_PIN, "iType"),
    CHANGE_PIN("iChangePIN", Role.PAGE_PIN, "iType"),
    RELOAD_PIN("iReloadPIN", Role.PAGE_PIN, "iType", "pCardInfo"),
    RELOAD_PIN_HSM_STEP1("iReloadPIN_HSM_Step1", Role.PAGE_PIN, "iType", "pCardInfo"),
    RELOAD_PIN_HSM_STEP2("iReloadPIN_HSM_Step2", Role.PAGE_PIN, "pKey"),
    RELOAD_PIN_HSM_STEP3("iReloadPIN_HSM_Step3", Role.PAGE_PIN, "pKey"),
    UNBLOCK_PIN("iUnblockPIN", Role.PAGE_PIN, "iType", "pCardInfo"),
    UNBLOCK_PIN_HSM_STEP1("iUnblockPIN_HSM_Step1", Role.PAGE_PIN, "iType", "pCardInfo"),
    UNBLOCK_PIN_HSM_STEP2("iUnblockPIN_HSM_Step2", Role.PAGE_PIN, "pKey"),
    UNBLOCK_PIN_HSM_STEP3("iUnblockPIN_HSM_Step3", Role.PAGE_PIN, "pKey"),
    DO_DEBIT("iDoDebit", Role.PAGE_DEBIT, "iType", "pCardInfo", "pPayInfo"),
    DO_DEBIT_HSM_STEP1("iDoDebit_HSM_Step1", Role.PAGE_DEBIT, "iType", "pCardInfo", "pPayInfo"),
    DO_DEBIT_HSM_STEP2("iDoDebit_HSM_Step2", Role.PAGE_DEBIT, "pKey"),
    READ_DEBIT_RECORD("iReadDebitRecord", Role.PAGE_FILES, "iType");

    private static final String STEP = "_HSM_Step";
    private static final String DRIFTED_UNBLOCK = "iUnlockPIN";
    private static final String DRIFTED_RECORD = "iReadDebit";

    private final String title;
    private final Role pageRole;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> parameters;

    ClassicFunction(String title, Role pageRole, String... parameters) {
        this.title = title;
        this.pageRole = pageRole;
        this.parameters = List.of(parameters);
    }

    /** As callers write it. */
    public String title() {
        return title;
    }

    /** What a web page must be allowed. */
    Role pageRole() {
        return pageRole;
    }

    List<String> parameters() {
        return parameters;
    }

    /** The function that a step belongs to: {@code iReadCard} of {@code iReadCard_HSM_Step2}. */
    String family() {
        int at = title.indexOf(STEP);
        return at < 0 ? title : title.substring(0, at);
    }

    /** 0 for a function that is no step, else 1 to 3. */
    int step() {
        int at = title.indexOf(STEP);
        return at < 0 ? 0 : title.charAt(title.length() - 1) - '0';
    }

    /** By its name, or one of the names that callers drifted to (§1). */
    public static Optional<ClassicFunction> find(String name) {
        String wanted = name.startsWith(DRIFTED_UNBLOCK)
                ? UNBLOCK_PIN.title + name.substring(DRIFTED_UNBLOCK.length())
                : name.equals(DRIFTED_RECORD) ? READ_DEBIT_RECORD.title : name;
        return Arrays.stream(values())
                .filter(function -> function.title.equals(wanted))
                .findFirst();
    }
}
