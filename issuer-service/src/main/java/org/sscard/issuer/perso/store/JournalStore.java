package org.sscard.issuer.perso.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.perso.ApduJournal;
import org.sscard.issuer.perso.Lease;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RegistrySeal.JournalSeal;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The APDU journal's table. Data with keys or PINs is kept as a SHA-256 only; everything else is sealed, for it
 * holds the holder's data. */
public final class JournalStore {

    private static final int HEADER_LENGTH = 4;

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    public JournalStore(Database database, Clock clock, RegistrySeal seal) {
        this.seal = seal;
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /** The journal of one run; writing stops as soon as another lease exists. */
    public ApduJournal of(Lease lease) {
        JournalSeal run = seal.journal(lease.cardId(), lease.token());
        return (result, next) -> write(lease, run, result, next);
    }

    private void write(
            Lease lease, JournalSeal run, Optional<ApduJournal.Result> result, Optional<ApduJournal.Intention> next) {
        int rows = (result.isPresent() ? 1 : 0) + (next.isPresent() ? 1 : 0);
        if (rows == 0) {
            return;
        }
        int written = jdbi.withHandle(handle -> insert(handle, lease, run, result, next));
        if (written != rows) {
            throw new CodedException(ErrorCode.CARD_LEASE_LOST);
        }
    }

    private int insert(
            Handle handle,
            Lease lease,
            JournalSeal run,
            Optional<ApduJournal.Result> result,
            Optional<ApduJournal.Intention> next) {
        Update update = handle.createUpdate("""
                insert into apdu_journal (card_id, token, seq, entry, step, apdu, digest, sealed, at)
                select :card, :token, e.seq, e.entry, e.step, e.apdu, e.digest, true, cast(:now as timestamptz)
                from (values
                  (cast(:rSeq as integer), 'R', :rStep, cast(:rApdu as bytea), cast(null as bytea)),
                  (cast(:iSeq as integer), 'I', :iStep, cast(:iApdu as bytea), cast(:iDigest as bytea))
                ) as e (seq, entry, step, apdu, digest)
                where e.seq is not null
                  and exists (select 1 from card_lease l where l.card_id = :card and l.token = :token)""")
                .bind("card", lease.cardId())
                .bind("token", lease.token())
                .bind("now", clock.instant());
        bindResult(update, run, result.orElse(null));
        bindIntention(update, run, next.orElse(null));
        return update.execute();
    }

    private static void bindResult(Update update, JournalSeal run, ApduJournal.@Nullable Result result) {
        ResponseApdu response = result == null ? null : result.response();
        update.bind("rSeq", result == null ? null : result.seq())
                .bind("rStep", result == null ? "" : result.failure().isEmpty() ? result.step() : result.failure())
                .bind(
                        "rApdu",
                        result == null || response == null ? null : run.seal(result.seq(), 'R', response.bytes()));
    }

    private static void bindIntention(Update update, JournalSeal run, ApduJournal.@Nullable Intention intention) {
        CommandApdu command = intention == null ? null : intention.command();
        boolean secret = intention != null && intention.secret();
        update.bind("iSeq", intention == null ? null : intention.seq())
                .bind("iStep", intention == null ? "" : intention.step())
                .bind(
                        "iApdu",
                        intention == null || command == null
                                ? null
                                : run.seal(intention.seq(), 'I', secret ? header(command) : command.bytes()))
                .bind("iDigest", command == null || !secret ? null : sha256(command.bytes()));
    }

    private static byte[] header(CommandApdu command) {
        return Arrays.copyOf(command.bytes(), HEADER_LENGTH);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }

    /** One line of the journal; bytes as upper-case hex. */
    public record Line(
            long token,
            int seq,
            char entry,
            String step,
            @Nullable String apdu,
            @Nullable String digest,
            Instant at) {

        /** The bytes may hold personal data. */
        @Override
        public String toString() {
            return token + "/" + seq + entry + " " + step;
        }
    }

    /** Everything that was sent to the chip of a card, in order. */
    public List<Line> of(long cardId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from apdu_journal where card_id = :card order by token, seq, entry")
                .bind("card", cardId)
                .map((row, context) -> line(cardId, row))
                .list());
    }

    private static @Nullable String hex(byte @Nullable [] bytes) {
        return bytes == null ? null : HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private Line line(long cardId, ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes("apdu");
        char entry = row.getString("entry").charAt(0);
        byte[] apdu = sealed == null
                ? null
                : row.getBoolean("sealed")
                        ? seal.journal(cardId, row.getLong("token")).open(row.getInt("seq"), entry, sealed)
                        : sealed;
        return new Line(
                row.getLong("token"),
                row.getInt("seq"),
                entry,
                row.getString("step"),
                hex(apdu),
                hex(row.getBytes("digest")),
                row.getTimestamp("at").toInstant());
    }
}
