package org.sscard.insurance.settlement.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.ExplanationStep;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Split;
import org.sscard.insurance.store.DatabaseSession;

/** Settled bills. Figures are written once; only the state moves. */
public final class SettlementStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<ExplanationStep>> STEPS = new TypeReference<>() {};

    /** False when its visit has a live settlement already. */
    public boolean insert(DatabaseSession session, Settlement settlement) {
        Split split = settlement.split();
        return session.handle()
                        .createUpdate("""
                                insert into settlement values (
                                    :id, :institution, :transaction, :person, :scheme, :kind, :visit, :state, :cancels,
                                    :quote, :period, :total, :own, :overLimit, :advance, :inScope, :deductible, :fund,
                                    :proportional, :overCap, :account, :cash, :personPays, :ratio, :before, :after,
                                    :payable, :basis, :explanation, :policy, :late, :day, :at)
                                on conflict (institution, visit) where state = 'CONFIRMED' and cancels is null
                                do nothing
                                """)
                        .bind("id", settlement.settlementId())
                        .bind("institution", settlement.institution())
                        .bind("transaction", settlement.transactionId())
                        .bind("person", settlement.personId())
                        .bind("scheme", settlement.scheme().name())
                        .bind("kind", settlement.kind().name())
                        .bind("visit", settlement.visit())
                        .bind("state", settlement.state().name())
                        .bind("cancels", settlement.cancels())
                        .bind("quote", settlement.quoteId())
                        .bind("period", split.period())
                        .bind("total", split.totalFen())
                        .bind("own", split.ownPayFen())
                        .bind("overLimit", split.overLimitFen())
                        .bind("advance", split.advanceFen())
                        .bind("inScope", split.inScopeFen())
                        .bind("deductible", split.deductibleFen())
                        .bind("fund", split.fundFen())
                        .bind("proportional", split.proportionalSelfPayFen())
                        .bind("overCap", split.overCapFen())
                        .bind("account", split.accountFen())
                        .bind("cash", split.cashFen())
                        .bind("personPays", split.personFen())
                        .bind("ratio", split.ratioBp())
                        .bind("before", split.usedBeforeFen())
                        .bind("after", split.usedAfterFen())
                        .bind("payable", split.payable())
                        .bind("basis", split.basis())
                        .bind("explanation", write(split.explanation()))
                        .bind("policy", split.policy())
                        .bind("late", settlement.late())
                        .bind("day", settlement.day())
                        .bind("at", settlement.postedAt())
                        .execute()
                == 1;
    }

    public Optional<Settlement> find(DatabaseSession session, long settlementId) {
        return session.handle()
                .createQuery("select * from settlement where settlement_id = :id")
                .bind("id", settlementId)
                .map((row, context) -> settlement(row))
                .findOne();
    }

    /** Whether this quote was settled, even if that was taken back. */
    public boolean quoteUsed(DatabaseSession session, String quoteId) {
        return session.handle()
                .createQuery("select exists (select from settlement where quote_id = :quote)")
                .bind("quote", quoteId)
                .mapTo(Boolean.class)
                .one();
    }

    /** Reading A15: a later live settlement of the same person and period was limited by the cap. */
    public boolean laterCapLimited(DatabaseSession session, Settlement settlement) {
        return session.handle()
                .createQuery("""
                        select exists (select from settlement
                            where person_id = :person and scheme = :scheme and period = :period
                              and settlement_id > :id and over_cap_fen > 0 and state = 'CONFIRMED')
                        """)
                .bind("person", settlement.personId())
                .bind("scheme", settlement.scheme().name())
                .bind("period", settlement.split().period())
                .bind("id", settlement.settlementId())
                .mapTo(Boolean.class)
                .one();
    }

    public boolean visitIsLive(DatabaseSession session, String institution, String visit) {
        return session.handle()
                .createQuery("""
                        select exists (select from settlement where institution = :institution and visit = :visit
                                       and state = 'CONFIRMED' and cancels is null)
                        """)
                .bind("institution", institution)
                .bind("visit", visit)
                .mapTo(Boolean.class)
                .one();
    }

    public void move(DatabaseSession session, long settlementId, Settlement.State state) {
        session.handle()
                .createUpdate("update settlement set state = :state where settlement_id = :id")
                .bind("state", state.name())
                .bind("id", settlementId)
                .execute();
    }

    /** The first day from this one on that the institution has not closed: after a cut the next day's book is open. */
    public LocalDate openDay(DatabaseSession session, String institution, LocalDate from) {
        return session.handle()
                .createQuery("""
                        select case when not exists
                                  (select from day_close where institution = :institution and day = :from) then :from
                               else (select min(c.day) + 1 from day_close c
                                     where c.institution = :institution and c.day >= :from and not exists
                                         (select from day_close n where n.institution = c.institution
                                            and n.day = c.day + 1)) end
                        """)
                .bind("institution", institution)
                .bind("from", from)
                .mapTo(LocalDate.class)
                .one();
    }

    /** Whether the institution's day has left OPEN. */
    public boolean dayClosed(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("select exists (select from day_close where institution = :institution and day = :day)")
                .bind("institution", institution)
                .bind("day", day)
                .mapTo(Boolean.class)
                .one();
    }

    private static Settlement settlement(ResultSet row) throws SQLException {
        return new Settlement(
                row.getLong("settlement_id"),
                row.getString("institution"),
                row.getString("transaction_id"),
                row.getLong("person_id"),
                Scheme.valueOf(row.getString("scheme")),
                TreatmentKind.valueOf(row.getString("kind")),
                row.getString("visit"),
                Settlement.State.valueOf(row.getString("state")),
                row.getObject("cancels", Long.class),
                row.getString("quote_id"),
                split(row),
                row.getBoolean("late"),
                row.getObject("day", LocalDate.class),
                row.getObject("posted_at", OffsetDateTime.class).toInstant());
    }

    private static Split split(ResultSet row) throws SQLException {
        return new Split(
                row.getLong("total_fen"),
                row.getLong("own_pay_fen"),
                row.getLong("over_limit_fen"),
                row.getLong("advance_fen"),
                row.getLong("in_scope_fen"),
                row.getLong("deductible_fen"),
                row.getLong("fund_fen"),
                row.getLong("proportional_self_pay_fen"),
                row.getLong("over_cap_fen"),
                row.getLong("account_fen"),
                row.getLong("cash_fen"),
                row.getLong("person_fen"),
                row.getInt("ratio_bp"),
                row.getString("period"),
                row.getLong("used_before_fen"),
                row.getLong("used_after_fen"),
                row.getBoolean("payable"),
                row.getString("basis"),
                read(row.getString("explanation")),
                row.getString("policy"));
    }

    static String write(List<ExplanationStep> steps) {
        try {
            return JSON.writeValueAsString(steps);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ExplanationStep> read(String text) {
        try {
            return JSON.readValue(text, STEPS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
