package org.sscard.terminal.classic;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;

/**
 * The five calls of the NHSA terminal library (§7). {@code Init} takes the configuration that its callers send: {@code iType}
 * says where the account's later calls look for the card; addresses, time limits and folders of a library that is not here are
 * taken and not used. Nobody has to call it. {@code GetPersonInfo} answers what the card says of its holder, the eleven fields.
 */
final class NhsaCalls {

    private static final String INIT = "Init";
    private static final String CARD_TYPE = "iType";
    private static final String AUTOMATIC = "3";
    private static final Map<String, ClassicFunction> FUNCTIONS = Map.of(
            "ReadCardBas", ClassicFunction.READ_CARD_BAS,
            "VerifyPIN", ClassicFunction.VERIFY_PIN,
            "ChangePIN", ClassicFunction.CHANGE_PIN,
            "GetPersonInfo", ClassicFunction.READ_CARD_BAS);

    private final ClassicCalls calls;
    private final Map<Principal, String> configured = new ConcurrentHashMap<>();

    NhsaCalls(ClassicCalls calls) {
        this.calls = calls;
    }

    ClassicAnswer answer(ClassicCaller caller, String call, Map<String, String> given) {
        if (call.equals(INIT)) {
            return init(caller, given);
        }
        ClassicFunction function = FUNCTIONS.get(call);
        if (function == null) {
            return ClassicFrames.notSupported(call);
        }
        Map<String, String> parameters = new HashMap<>(given);
        parameters.putIfAbsent(CARD_TYPE, configured.getOrDefault(caller.principal(), AUTOMATIC));
        return calls.call(caller, function, parameters);
    }

    private ClassicAnswer init(ClassicCaller caller, Map<String, String> given) {
        if (!given.containsKey(CARD_TYPE)) {
            configured.remove(caller.principal());
            return ClassicAnswer.success("");
        }
        try {
            new Parameters(given).requirePlace();
        } catch (CodedException e) {
            return ClassicAnswer.failure(e);
        }
        configured.put(caller.principal(), given.get(CARD_TYPE));
        return ClassicAnswer.success("");
    }
}
