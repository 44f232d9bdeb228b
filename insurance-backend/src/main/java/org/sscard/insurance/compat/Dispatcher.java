package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.compat.store.MessageStore;
import org.sscard.insurance.compat.store.SignInStore;
import org.sscard.insurance.enrolment.Institution;
import org.sscard.insurance.enrolment.store.CatalogueStore;
import org.sscard.insurance.settlement.Reply;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Runs a message as one database transaction: takes its msgid, checks it by the table, does what it asks, stores the
 * reply. The reply leaves after the commit; a refusal leaves nothing behind.
 */
final class Dispatcher {

    /** Stands in the store for the reply that is a file. */
    private static final Reply FILE = Reply.of(new byte[0]);

    private final DatabaseSessions sessions;
    private final TransactionTable table;
    private final Map<String, Handler> handlers;
    private final ReplyWriter replies;
    private final String pool;
    private final Clock clock;
    private final MessageStore messages = new MessageStore();
    private final SignInStore signIns = new SignInStore();
    private final CatalogueStore catalogue = new CatalogueStore();

    Dispatcher(
            DatabaseSessions sessions,
            TransactionTable table,
            Map<String, Handler> handlers,
            ReplyWriter replies,
            String pool,
            Clock clock) {
        this.sessions = sessions;
        this.table = table;
        this.handlers = Map.copyOf(handlers);
        this.replies = replies;
        this.pool = pool;
        this.clock = clock;
    }

    /** Bytes of a reply; of a file instead of an envelope; or given before. */
    record Outcome(Reply reply, boolean file, boolean replayed) {}

    Envelope envelope(JsonNode message) {
        JsonNode infno = message.path("infno");
        String number = infno.isNumber() || infno.isTextual() ? infno.asText() : "";
        if (number.isEmpty()) {
            throw FieldType.refused("infno", "missing");
        }
        TransactionTable.Transaction transaction = table.find(number)
                .filter(known -> handlers.containsKey(known.infno()))
                .orElseThrow(() -> new CodedException(
                        ErrorCode.TRANSACTION_UNSUPPORTED, number.matches("[0-9A-Za-z]{1,10}") ? number : "?"));
        return Envelope.of(table, transaction, message);
    }

    Outcome run(Envelope envelope) {
        LocalDateTime received = LocalDateTime.now(clock);
        return sessions.inTransaction(session -> {
            Institution institution = catalogue
                    .institution(session, envelope.institution())
                    .orElseThrow(() -> new CodedException(ErrorCode.INSTITUTION_UNKNOWN, shown(envelope)));
            Call call = call(session, envelope, institution);
            if (!messages.claim(
                    session,
                    envelope.institution(),
                    envelope.msgid(),
                    envelope.infno(),
                    MessageStore.State.DONE,
                    call.digest(),
                    call.now())) {
                Reply known = stored(call);
                // A file is read again; it does not change.
                Reply again = known.equals(FILE) ? handle(call).file() : null;
                return new Outcome(again == null ? known : again, again != null, true);
            }
            Answer answer = handle(call);
            Reply file = answer.file();
            Reply reply = file == null ? Reply.of(replies.done(received, answer.output())) : file;
            messages.complete(
                    session,
                    envelope.institution(),
                    envelope.msgid(),
                    file == null ? reply : FILE,
                    answer.personId(),
                    answer.settlementId(),
                    answer.visitId());
            return new Outcome(reply, file != null, false);
        });
    }

    private Call call(DatabaseSession session, Envelope envelope, Institution institution) {
        return new Call(
                session, envelope, institution, new HashMap<>(), envelope.digest(), clock.instant(), clock.getZone());
    }

    private Answer handle(Call call) {
        Envelope envelope = call.envelope();
        if (!envelope.fields().text("mdtrtarea_admvs").equals(pool)) {
            throw new CodedException(ErrorCode.AREA_NOT_OURS, "mdtrtarea_admvs");
        }
        String signNo = envelope.fields().text("sign_no");
        if (!signNo.isEmpty() && signIns.ended(call.session(), signNo, envelope.institution(), call.now())) {
            throw new CodedException(ErrorCode.SIGN_IN_ENDED);
        }
        for (NodeShape shape : envelope.transaction().input()) {
            List<Row> rows = shape.read(envelope.input());
            call.nodes().put(shape.name(), rows);
        }
        Handler handler = handlers.get(envelope.infno());
        if (handler == null) {
            throw new CodedException(ErrorCode.TRANSACTION_UNSUPPORTED, envelope.infno());
        }
        return handler.handle(call);
    }

    /** The stored reply for the same content; what was reversed, or came with other content, is refused. */
    private Reply stored(Call call) {
        String msgid = call.envelope().msgid();
        MessageStore.Stored stored = messages.lock(
                        call.session(), call.envelope().institution(), msgid)
                .orElseThrow();
        if (stored.state() != MessageStore.State.DONE) {
            throw new CodedException(ErrorCode.TRANSACTION_TOMBSTONE, msgid);
        }
        Reply reply = stored.reply();
        if (reply == null || stored.digest() == null || !stored.digest().equals(call.digest())) {
            throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, msgid);
        }
        return reply;
    }

    private static String shown(Envelope envelope) {
        String code = envelope.institution();
        return code.matches("[0-9A-Za-z]{12}") ? code : "?";
    }
}
