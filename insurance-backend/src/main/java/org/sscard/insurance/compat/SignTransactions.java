package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.format.DateTimeFormatter;
import org.sscard.insurance.compat.store.SignInStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** 9001 and 9002: an operator signs in for a day, and out. */
final class SignTransactions {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final long SEQUENCES = 10_000_000_000L;

    private final SecureRandom random;
    private final String pool;
    private final SignInStore signIns = new SignInStore();

    SignTransactions(SecureRandom random, String pool) {
        this.random = random;
        this.pool = pool;
    }

    Answer signIn(Call call) {
        String number = pool + call.localNow().format(SECONDS) + "%010d".formatted(random.nextLong(SEQUENCES));
        signIns.signIn(
                call.session(),
                number,
                call.envelope().institution(),
                call.row("signIn").text("opter_no"),
                call.now());
        ObjectNode output = Json.object();
        output.putObject("signinoutb")
                .put("sign_time", Json.time(call.localNow()))
                .put("sign_no", number);
        return Answer.of(output);
    }

    Answer signOut(Call call) {
        Row row = call.row("signOut");
        boolean ended = signIns.signOut(
                call.session(), row.text("sign_no"), call.envelope().institution(), row.text("opter_no"), call.now());
        if (!ended) {
            throw new CodedException(ErrorCode.SIGN_IN_ENDED);
        }
        ObjectNode output = Json.object();
        output.putObject("signoutoutb").put("sign_time", Json.time(call.localNow()));
        return Answer.of(output);
    }
}
