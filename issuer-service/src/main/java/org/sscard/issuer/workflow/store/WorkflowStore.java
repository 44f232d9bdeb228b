package org.sscard.issuer.workflow.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;
import org.sscard.issuer.workflow.StepCode;
import org.sscard.issuer.workflow.WorkflowKind;
import org.sscard.issuer.workflow.WorkflowRecord;
import org.sscard.issuer.workflow.WorkflowRecord.Entry;
import org.sscard.issuer.workflow.WorkflowRecord.Paper;
import org.sscard.issuer.workflow.WorkflowState;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The records of the workflows; a record that somebody changed by hand is not read. */
public final class WorkflowStore {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long LOCK = 0x776F726B666C6FL;

    private final Jdbi jdbi;
    private final Clock clock;
    private final RegistrySeal seal;

    public WorkflowStore(Database database, Clock clock, RegistrySeal seal) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.seal = seal;
    }

    public <T> T inTransaction(Function<Handle, T> work) {
        return jdbi.inTransaction(work::apply);
    }

    /** Records are opened one after the other: whoever looks whether there is one already sees all of them. */
    public void lockOpening(Handle handle) {
        handle.execute("select pg_advisory_xact_lock(?)", LOCK);
    }

    public WorkflowRecord open(
            Handle handle,
            WorkflowKind kind,
            String prefix,
            String region,
            Map<String, String> fields,
            @Nullable String refersTo,
            Principal by) {
        long number = handle.createQuery("select nextval(pg_get_serial_sequence('workflow_record', 'record_no'))")
                .mapTo(Long.class)
                .one();
        Instant now = now();
        WorkflowRecord record = new WorkflowRecord(
                String.format("%s%06d", prefix, number),
                kind,
                region,
                WorkflowState.DRAFT,
                fields,
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(refersTo),
                Optional.empty(),
                Optional.empty(),
                1,
                by.account(),
                now,
                now,
                Optional.empty());
        handle.createUpdate("""
                        insert into workflow_record (record_no, record_id, kind, region, state, fields, refers_to, version,
                          created_by, created_at, changed_at, mac)
                        overriding system value values (:number, :id, :kind, :region, :state, :fields, :refers, 1, :by, :now, :now,
                          :mac)""")
                .bind("number", number)
                .bind("id", record.id())
                .bind("kind", kind.name())
                .bind("region", region)
                .bind("state", record.state().name())
                .bind("fields", json(fields))
                .bind("refers", refersTo)
                .bind("by", by.account())
                .bind("now", now)
                .bind("mac", mac(record))
                .execute();
        return record;
    }

    /** @throws CodedException WORKFLOW_CHANGED when it is no longer as the caller saw it, ISSUER_ID_TAKEN */
    public WorkflowRecord write(Handle handle, WorkflowRecord seen) {
        WorkflowRecord record = next(seen);
        try {
            int written = handle.createUpdate("""
                            update workflow_record set state = :state, fields = :fields, structure = :structure, face = :face,
                              issuer_id = :issuer, delivery = :delivery, version = :version, changed_at = :now,
                              valid_until = :until, mac = :mac
                            where record_id = :id and version = :seen""")
                    .bind("id", record.id())
                    .bind("seen", seen.version())
                    .bind("state", record.state().name())
                    .bind("fields", json(record.fields()))
                    .bind("structure", record.structure().orElse(null))
                    .bind("face", record.face().orElse(null))
                    .bind("issuer", record.issuerId().orElse(null))
                    .bind("delivery", record.delivery().orElse(null))
                    .bind("version", record.version())
                    .bind("now", record.changedAt())
                    .bind("until", record.validUntil().orElse(null))
                    .bind("mac", mac(record))
                    .execute();
            if (written != 1) {
                throw new CodedException(ErrorCode.WORKFLOW_CHANGED, record.id());
            }
            return record;
        } catch (UnableToExecuteStatementException e) {
            if (isRepeated(e)
                    && record.issuerId().isPresent()
                    && record.delivery().isEmpty()) {
                throw new CodedException(
                        e, ErrorCode.ISSUER_ID_TAKEN, record.issuerId().get());
            }
            if (isRepeated(e)) {
                throw new CodedException(
                        e,
                        ErrorCode.WORKFLOW_DELIVERY_DIFFERS,
                        record.delivery().orElse(""),
                        "已用于另一办件");
            }
            throw e;
        }
    }

    public void note(
            Handle handle,
            String id,
            StepCode step,
            @Nullable WorkflowState from,
            WorkflowState to,
            Principal by,
            String note) {
        handle.createUpdate("""
                        insert into workflow_step (record_id, step, from_state, to_state, account, person, note, at)
                        values (:id, :step, :from, :to, :account, :person, :note, :now)""")
                .bind("id", id)
                .bind("step", step.name())
                .bind("from", from == null ? null : from.name())
                .bind("to", to.name())
                .bind("account", by.account())
                .bind("person", by.person())
                .bind("note", note)
                .bind("now", now())
                .execute();
    }

    /** @throws CodedException WORKFLOW_PAPER_REPEATED for a test report that is attached somewhere already */
    public void attach(Handle handle, String id, String code, String fileName, byte[] content, Principal by) {
        try {
            handle.createUpdate("""
                            insert into workflow_paper (record_id, number, code, file_name, content, sha256, added_by, added_at)
                            select :id, coalesce(max(number), 0) + 1, :code, :name, :content, :sha256, :by, :now
                            from workflow_paper where record_id = :id""")
                    .bind("id", id)
                    .bind("code", code)
                    .bind("name", fileName)
                    .bind("content", content)
                    .bind("sha256", sha256(content))
                    .bind("by", by.account())
                    .bind("now", now())
                    .execute();
        } catch (UnableToExecuteStatementException e) {
            if (isRepeated(e)) {
                throw new CodedException(e, ErrorCode.WORKFLOW_PAPER_REPEATED);
            }
            throw e;
        }
    }

    /** @throws CodedException WORKFLOW_NOT_FOUND, REGISTRY_ROW_TAMPERED */
    public WorkflowRecord locked(Handle handle, String id) {
        return handle.createQuery("select * from workflow_record where record_id = :id for update")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.WORKFLOW_NOT_FOUND, id));
    }

    /** @throws CodedException WORKFLOW_NOT_FOUND, REGISTRY_ROW_TAMPERED */
    public WorkflowRecord.Whole whole(String id) {
        return jdbi.inTransaction(handle -> whole(handle, locked(handle, id)));
    }

    public WorkflowRecord.Whole whole(Handle handle, WorkflowRecord record) {
        return new WorkflowRecord.Whole(record, timeline(handle, record.id()), papers(handle, record.id()));
    }

    /** Newest first; null filters nothing. */
    public List<WorkflowRecord> list(
            @Nullable WorkflowKind kind, @Nullable WorkflowState state, @Nullable String region, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from workflow_record
                        where (cast(:kind as text) is null or kind = :kind) and (cast(:state as text) is null or state = :state)
                          and (cast(:region as text) is null or region = :region)
                        order by record_no desc limit :limit""")
                .bind("kind", kind == null ? null : kind.name())
                .bind("state", state == null ? null : state.name())
                .bind("region", region)
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
    }

    /** All records of a kind in a region, oldest first. */
    public List<WorkflowRecord> of(Handle handle, WorkflowKind kind, String region) {
        return handle.createQuery(
                        "select * from workflow_record where kind = :kind and region = :region order by record_no")
                .bind("kind", kind.name())
                .bind("region", region)
                .map((row, context) -> read(row))
                .list();
    }

    public Optional<WorkflowRecord> ofDelivery(Handle handle, String delivery) {
        return handle.createQuery("select * from workflow_record where delivery = :delivery for update")
                .bind("delivery", delivery)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** @throws CodedException WORKFLOW_NOT_FOUND when there is no such paper, REGISTRY_ROW_TAMPERED when it is not what came */
    public byte[] content(String id, int number) {
        return jdbi.withHandle(handle -> content(handle, id, number));
    }

    public byte[] content(Handle handle, String id, int number) {
        return handle.createQuery(
                        "select content, sha256 from workflow_paper where record_id = :id and number = :number")
                .bind("id", id)
                .bind("number", number)
                .map((row, context) -> {
                    byte[] content = row.getBytes("content");
                    if (!sha256(content).equals(row.getString("sha256"))) {
                        throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "workflow_paper");
                    }
                    return content;
                })
                .findOne()
                .orElseThrow(() -> new CodedException(ErrorCode.WORKFLOW_NOT_FOUND, id + "/" + number));
    }

    /** In hex. */
    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Entry> timeline(Handle handle, String id) {
        return handle.createQuery("select * from workflow_step where record_id = :id order by workflow_step_id")
                .bind("id", id)
                .map((row, context) -> new Entry(
                        StepCode.valueOf(row.getString("step")),
                        Optional.ofNullable(row.getString("from_state")).map(WorkflowState::valueOf),
                        WorkflowState.valueOf(row.getString("to_state")),
                        row.getString("account"),
                        row.getString("person"),
                        row.getString("note"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    private static List<Paper> papers(Handle handle, String id) {
        return handle.createQuery("""
                        select number, code, file_name, length(content) as bytes, sha256, added_by, added_at
                        from workflow_paper where record_id = :id order by number""")
                .bind("id", id)
                .map((row, context) -> new Paper(
                        row.getInt("number"),
                        row.getString("code"),
                        row.getString("file_name"),
                        row.getInt("bytes"),
                        row.getString("sha256"),
                        row.getString("added_by"),
                        row.getTimestamp("added_at").toInstant()))
                .list();
    }

    private WorkflowRecord read(ResultSet row) throws SQLException {
        WorkflowRecord record = new WorkflowRecord(
                row.getString("record_id"),
                WorkflowKind.valueOf(row.getString("kind")),
                row.getString("region"),
                WorkflowState.valueOf(row.getString("state")),
                texts(row.getString("fields")),
                Optional.ofNullable(row.getString("structure")),
                Optional.ofNullable(row.getString("face")),
                Optional.ofNullable(row.getString("refers_to")),
                Optional.ofNullable(row.getString("issuer_id")),
                Optional.ofNullable(row.getString("delivery")),
                row.getInt("version"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant(),
                Optional.ofNullable(row.getObject("valid_until", LocalDate.class)));
        if (!Arrays.equals(mac(record), row.getBytes("mac"))) {
            throw new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "workflow_record");
        }
        return record;
    }

    private WorkflowRecord next(WorkflowRecord seen) {
        return new WorkflowRecord(
                seen.id(),
                seen.kind(),
                seen.region(),
                seen.state(),
                seen.fields(),
                seen.structure(),
                seen.face(),
                seen.refersTo(),
                seen.issuerId(),
                seen.delivery(),
                seen.version() + 1,
                seen.createdBy(),
                seen.createdAt(),
                now(),
                seen.validUntil());
    }

    private byte[] mac(WorkflowRecord record) {
        return seal.mac(RowFields.of("workflow_record")
                .text(record.id())
                .text(record.kind().name())
                .text(record.region())
                .text(record.state().name())
                .text(json(record.fields()))
                .text(record.structure().orElse(null))
                .text(record.face().orElse(null))
                .text(record.refersTo().orElse(null))
                .text(record.issuerId().orElse(null))
                .text(record.delivery().orElse(null))
                .number((long) record.version())
                .text(record.validUntil().map(LocalDate::toString).orElse(null)));
    }

    private Instant now() {
        // The database keeps microseconds.
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> texts(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new CodedException(e, ErrorCode.REGISTRY_ROW_TAMPERED, "workflow_record");
        }
    }

    private static boolean isRepeated(UnableToExecuteStatementException e) {
        return e.getCause() instanceof SQLException sql
                && PSQLState.UNIQUE_VIOLATION.getState().equals(sql.getSQLState());
    }
}
