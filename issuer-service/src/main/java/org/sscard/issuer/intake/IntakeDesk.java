package org.sscard.issuer.intake;

import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.intake.store.IntakeStore;
import org.sscard.issuer.intake.store.SpellingStore;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The intake desk: a roster is read and checked row by row, mended where it is wrong, and taken over when its operator says
 * so. Reading and taking over go on by themselves, a thousand rows in memory at most.
 */
public final class IntakeDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeDesk.class);
    private static final Charset GBK = Charset.forName("GBK");
    private static final int PAGE = 1_000;
    private static final int MOST_EVIDENCE = 200;

    private final IntakeStore store;
    private final SpellingStore spellings;
    private final RowChecks checks;
    private final IntakeTaking taking;
    private final Clock clock;
    private final ExecutorService workers = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "intake");
        thread.setDaemon(true);
        return thread;
    });

    /** @param regions the regions that this bureau issues for */
    public IntakeDesk(
            IntakeStore store, SpellingStore spellings, RegistryStore registry, Set<String> regions, Clock clock) {
        this.store = store;
        this.spellings = spellings;
        this.checks = new RowChecks(store, spellings, registry, new RosterRules(regions));
        this.taking = new IntakeTaking(store, registry, checks);
        this.clock = clock;
    }

    /** An intake that is being worked on; the work ends with {@code over}. */
    public record Working(UUID intakeId, CompletableFuture<Void> over) {}

    /**
     * Begins to read a roster. Its header is looked at at once.
     *
     * @param upload closed when it was read
     * @param sha256 as the sender states it
     * @throws CodedException ROSTER_FILE_CUT, ROSTER_FILE_UNREADABLE, ROSTER_COLUMN_MISSING, ROSTER_COLUMN_UNKNOWN
     */
    public Working bring(String fileName, RosterUpload upload, byte @Nullable [] sha256, String who) {
        RosterFormat format = RosterFormat.of(fileName);
        RosterUpload.Complete file = upload.complete(sha256);
        format.requireHeader(file.file());
        UUID intakeId = UUID.randomUUID();
        store.open(intakeId, fileName, file.sha256(), who);
        CompletableFuture<Void> over = CompletableFuture.runAsync(
                () -> {
                    try (upload) {
                        read(intakeId, format, file);
                    }
                },
                workers);
        return new Working(intakeId, over);
    }

    private void read(UUID intakeId, RosterFormat format, RosterUpload.Complete file) {
        try {
            RowChecks.Reading reading = checks.reading(intakeId);
            format.read(file.file(), reading::row);
            reading.finish();
            store.move(intakeId, List.of(Intake.State.READING), Intake.State.CHECKED, "", "");
        } catch (CodedException e) {
            stopped(intakeId, Intake.State.READING, Intake.State.FAILED, e);
            store.erase(intakeId);
        } catch (RuntimeException e) {
            LOG.error("reading intake {} stopped", intakeId, e);
            stopped(
                    intakeId,
                    Intake.State.READING,
                    Intake.State.FAILED,
                    new CodedException(e, ErrorCode.SERVER_INTERNAL));
            store.erase(intakeId);
        }
    }

    /**
     * Takes mended rows back, each by the number of the row that it mends; all of the file or nothing.
     *
     * @throws CodedException INTAKE_STATE, INTAKE_ROW_UNKNOWN, and those of a roster file
     */
    public int correct(UUID intakeId, String fileName, RosterUpload upload, byte @Nullable [] sha256) {
        requireChecked(intakeId);
        RosterFormat format = RosterFormat.of(fileName);
        RosterUpload.Complete file = upload.complete(sha256);
        format.read(file.file(), row -> requireMendable(intakeId, row.origin()));
        int[] mended = {0};
        format.read(file.file(), row -> {
            store.replace(intakeId, checks.again(intakeId, row.numbered(row.origin())));
            mended[0]++;
        });
        return mended[0];
    }

    private IntakeRow requireMendable(UUID intakeId, int number) {
        return store.row(intakeId, number)
                .filter(row -> row.state() == IntakeRow.State.WRONG || row.state() == IntakeRow.State.GOOD)
                .orElseThrow(() -> new CodedException(ErrorCode.INTAKE_ROW_UNKNOWN, number));
    }

    /** Gives a row other cells. @throws CodedException INTAKE_STATE, INTAKE_ROW_UNKNOWN */
    public IntakeRow edit(UUID intakeId, int number, Map<RosterColumn, String> texts) {
        requireChecked(intakeId);
        IntakeRow edited =
                checks.again(intakeId, requireMendable(intakeId, number).cells().with(texts));
        store.replace(intakeId, edited);
        return edited;
    }

    /** Takes every proposal that says the same in another form; answers how many rows were changed. */
    public int acceptProposals(UUID intakeId) {
        requireChecked(intakeId);
        int changed = 0;
        for (IntakeRow row : rowsOf(intakeId, IntakeRow.State.WRONG)) {
            Map<RosterColumn, String> texts = new EnumMap<>(RosterColumn.class);
            for (RosterFault fault : row.faults()) {
                RosterColumn.ofHeader(fault.column())
                        .filter(column ->
                                Proposals.sameMeaning(fault, row.cells().cell(column)))
                        .ifPresent(column -> texts.put(column, fault.proposal()));
            }
            if (!texts.isEmpty()) {
                store.replace(intakeId, checks.again(intakeId, row.cells().with(texts)));
                changed++;
            }
        }
        return changed;
    }

    /**
     * Records how the person of a row wants their name written; every roster that brings the name with this id number is
     * read so from then on.
     *
     * @throws CodedException SPELLING_NOT_NEEDED, PERSON_FIELD_INVALID, INTAKE_STATE, INTAKE_ROW_UNKNOWN
     */
    public IntakeRow chooseSpelling(UUID intakeId, int number, String spelling, String evidence, String who) {
        requireChecked(intakeId);
        IntakeRow row = requireMendable(intakeId, number);
        String name = row.cells().cell(RosterColumn.NAME).text();
        String idNumber = row.cells().cell(RosterColumn.ID_NUMBER).text();
        boolean needed = row.faults().stream().anyMatch(fault -> fault.code() == ErrorCode.ROSTER_NAME_NOT_GBK);
        if (!needed || ResidentIdNumber.defect(idNumber).isPresent()) {
            throw new CodedException(ErrorCode.SPELLING_NOT_NEEDED, number);
        }
        String chosen = spelling.strip();
        if (chosen.isEmpty() || !GBK.newEncoder().canEncode(chosen)) {
            throw new CodedException(ErrorCode.PERSON_FIELD_INVALID, "卡上的写法", "只能用 GBK 字符集内的字");
        }
        if (evidence.isBlank() || evidence.length() > MOST_EVIDENCE) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "evidence", "1-" + MOST_EVIDENCE);
        }
        spellings.choose(idNumber, new SpellingStore.Spelling(name, chosen, evidence.strip()), who);
        return edit(intakeId, number, Map.of());
    }

    /**
     * The rows in error as a file.
     *
     * @param format xlsx or csv
     */
    public void writeFaulty(UUID intakeId, String format, OutputStream out) {
        FaultyRowsFile.of(format).writeTo(out, rowsOf(intakeId, IntakeRow.State.WRONG));
    }

    /**
     * An empty file of the same form.
     *
     * @param format xlsx or csv
     */
    public static void writeTemplate(String format, OutputStream out) {
        FaultyRowsFile.of(format).writeTo(out, List.of());
    }

    /** Begins to take the good rows over, or goes on with it. @throws CodedException INTAKE_STATE */
    public Working begin(UUID intakeId, String who) {
        if (!store.move(
                intakeId, List.of(Intake.State.CHECKED, Intake.State.IMPORTED), Intake.State.IMPORTING, "", who)) {
            throw new CodedException(
                    ErrorCode.INTAKE_STATE, require(intakeId).state().zh());
        }
        return new Working(intakeId, CompletableFuture.runAsync(() -> takeOver(intakeId, who), workers));
    }

    private void takeOver(UUID intakeId, String who) {
        try {
            taking.run(require(intakeId), who);
            store.move(intakeId, List.of(Intake.State.IMPORTING), Intake.State.IMPORTED, "", "");
        } catch (CodedException e) {
            stopped(intakeId, Intake.State.IMPORTING, Intake.State.CHECKED, e);
        } catch (RuntimeException e) {
            LOG.error("taking over intake {} stopped", intakeId, e);
            stopped(
                    intakeId,
                    Intake.State.IMPORTING,
                    Intake.State.CHECKED,
                    new CodedException(e, ErrorCode.SERVER_INTERNAL));
        }
    }

    private void stopped(UUID intakeId, Intake.State from, Intake.State to, CodedException why) {
        List<String> words = new ArrayList<>(List.of(why.code().name()));
        words.addAll(why.arguments());
        store.move(intakeId, List.of(from), to, String.join("\t", words), "");
    }

    /** Why the work stopped. */
    public static Optional<CodedException> failure(Intake intake) {
        if (intake.failure().isEmpty()) {
            return Optional.empty();
        }
        List<String> words = List.of(intake.failure().split("\t", -1));
        return Optional.of(new CodedException(
                ErrorCode.valueOf(words.get(0)), words.subList(1, words.size()).toArray()));
    }

    /** Forgets a roster: its rows are erased. @throws CodedException INTAKE_STATE */
    public void withdraw(UUID intakeId) {
        if (require(intakeId).state() == Intake.State.IMPORTED) {
            store.erase(intakeId);
        } else if (store.move(
                intakeId, List.of(Intake.State.CHECKED, Intake.State.FAILED), Intake.State.WITHDRAWN, "", "")) {
            store.erase(intakeId);
        } else {
            throw new CodedException(
                    ErrorCode.INTAKE_STATE, require(intakeId).state().zh());
        }
    }

    /** Goes on with what a stopped service left: a file that was being read has to be brought again. */
    public void resume() {
        for (Intake left : store.interrupted()) {
            if (left.state() == Intake.State.READING) {
                stopped(
                        left.intakeId(),
                        Intake.State.READING,
                        Intake.State.FAILED,
                        new CodedException(ErrorCode.ROSTER_FILE_CUT));
                store.erase(left.intakeId());
            } else {
                String who = store.importer(left.intakeId());
                var ignored = CompletableFuture.runAsync(() -> takeOver(left.intakeId(), who), workers);
            }
        }
    }

    /** @throws CodedException INTAKE_NOT_FOUND */
    public Intake require(UUID intakeId) {
        return store.find(intakeId).orElseThrow(() -> new CodedException(ErrorCode.INTAKE_NOT_FOUND));
    }

    private void requireChecked(UUID intakeId) {
        Intake intake = require(intakeId);
        if (intake.state() != Intake.State.CHECKED && intake.state() != Intake.State.IMPORTED) {
            throw new CodedException(ErrorCode.INTAKE_STATE, intake.state().zh());
        }
    }

    public List<Intake> newest(int limit) {
        return store.newest(limit);
    }

    public List<IntakeRow> rows(UUID intakeId, IntakeRow.@Nullable State state, String code, int after, int limit) {
        return store.rows(intakeId, state, code, after, limit);
    }

    /** @throws CodedException INTAKE_ROW_UNKNOWN */
    public IntakeRow row(UUID intakeId, int number) {
        return store.row(intakeId, number).orElseThrow(() -> new CodedException(ErrorCode.INTAKE_ROW_UNKNOWN, number));
    }

    /** How long the present work still takes at its rate, in seconds. */
    public long secondsLeft(Intake intake) {
        return intake.left() / Math.max(1, intake.rate(clock.instant()));
    }

    public int rate(Intake intake) {
        return intake.rate(clock.instant());
    }

    /** All rows of a state, a page of them in memory. */
    private Iterable<IntakeRow> rowsOf(UUID intakeId, IntakeRow.State state) {
        return () -> new Iterator<>() {
            private List<IntakeRow> page = List.of();
            private int at;
            private int last;

            @Override
            public boolean hasNext() {
                if (at == page.size()) {
                    page = store.rows(intakeId, state, "", last, PAGE);
                    at = 0;
                    last = page.isEmpty() ? last : page.get(page.size() - 1).number();
                }
                return at < page.size();
            }

            @Override
            public IntakeRow next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.get(at++);
            }
        };
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
