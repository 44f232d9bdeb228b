package org.sscard.insurance.compat.store;

import java.time.Duration;
import java.time.Instant;
import org.sscard.insurance.store.DatabaseSession;

/** Operators signed in. */
public final class SignInStore {

    private static final Duration LONGEST = Duration.ofHours(24);

    public void signIn(DatabaseSession session, String signNo, String institution, String operator, Instant at) {
        session.handle()
                .createUpdate("""
                        insert into sign_in (sign_no, institution, operator, signed_in_at)
                        values (:no, :institution, :operator, :at)
                        """)
                .bind("no", signNo)
                .bind("institution", institution)
                .bind("operator", operator)
                .bind("at", at)
                .execute();
    }

    /** False when no such sign-in of the institution lasts. */
    public boolean signOut(DatabaseSession session, String signNo, String institution, String operator, Instant at) {
        return session.handle()
                        .createUpdate("""
                                update sign_in set signed_out_at = :at
                                where sign_no = :no and institution = :institution and operator = :operator
                                  and signed_out_at is null
                                """)
                        .bind("at", at)
                        .bind("no", signNo)
                        .bind("institution", institution)
                        .bind("operator", operator)
                        .execute()
                == 1;
    }

    /** Whether a sign-in of ours is another institution's, was signed out or is older than a day. */
    public boolean ended(DatabaseSession session, String signNo, String institution, Instant now) {
        return session.handle()
                .createQuery("""
                        select exists (select from sign_in where sign_no = :no
                            and (institution <> :institution or signed_out_at is not null or signed_in_at < :oldest))
                        """)
                .bind("no", signNo)
                .bind("institution", institution)
                .bind("oldest", now.minus(LONGEST))
                .mapTo(Boolean.class)
                .one();
    }
}
