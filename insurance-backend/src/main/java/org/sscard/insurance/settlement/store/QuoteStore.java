package org.sscard.insurance.settlement.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.Quote;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/** Quotes with the bill that they are for. */
public final class QuoteStore {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    public void insert(DatabaseSession session, Quote quote, Instant at) {
        session.handle()
                .createUpdate("""
                        insert into quote (quote_id, institution, person_id, digest, total_fen, pooled_fen, bill, quoted_at)
                        values (:id, :institution, :person, :digest, :total, :pooled, :bill, :at)
                        """)
                .bind("id", quote.quoteId())
                .bind("institution", quote.institution())
                .bind("person", quote.personId())
                .bind("digest", quote.digest().bytes())
                .bind("total", quote.totalFen())
                .bind("pooled", quote.pooledFen())
                .bind("bill", write(quote.bill()))
                .bind("at", at)
                .execute();
    }

    public Optional<Quote> find(DatabaseSession session, String institution, String quoteId) {
        return find(session, quoteId).filter(quote -> quote.institution().equals(institution));
    }

    /** Of whichever institution. */
    public Optional<Quote> find(DatabaseSession session, String quoteId) {
        return session.handle()
                .createQuery("""
                        select institution, person_id, digest, total_fen, pooled_fen, bill from quote where quote_id = :id
                        """)
                .bind("id", quoteId)
                .map((row, context) -> new Quote(
                        quoteId,
                        row.getString("institution"),
                        row.getLong("person_id"),
                        Digest.of(row.getBytes("digest")),
                        row.getLong("total_fen"),
                        row.getLong("pooled_fen"),
                        read(row.getString("bill"))))
                .findOne();
    }

    private static String write(Bill bill) {
        try {
            return JSON.writeValueAsString(bill);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Bill read(String text) {
        try {
            return JSON.readValue(text, Bill.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
