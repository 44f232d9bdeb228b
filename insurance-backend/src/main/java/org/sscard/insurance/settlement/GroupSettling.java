package org.sscard.insurance.settlement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Settles independent quotes together: whatever waits when a committer is free goes into one statement, so that many
 * settlements share one commit. A group is written as it was quoted or not at all; what cannot be, each of its callers
 * settles alone and learns his own answer or refusal. Two settlements of one person never share a group; they come in the
 * order in which they were asked for.
 */
public final class GroupSettling implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupSettling.class);

    /** While one waits for the disk, the other computes. */
    private static final int COMMITTERS = 2;

    private static final int ALONE_AT_ONCE = 4;
    private static final int LARGEST_GROUP = 64;
    private static final int LONGEST_QUEUE = 4096;

    private final Settling single;
    private final SettlementGroup group;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    /** Persons of the groups that are under way: theirs wait, so that nobody waits for a row inside a group. */
    private final Set<Long> busy = new HashSet<>();

    private final List<Thread> committers = new ArrayList<>();
    /** For those of a group that was refused, or committed without an answer: alone each finds out, for an id has one effect. */
    private final ExecutorService alone = Executors.newFixedThreadPool(ALONE_AT_ONCE, GroupSettling::named);

    private boolean closed;

    public GroupSettling(Settling single) {
        this.single = single;
        this.group = single.group();
        for (int number = 1; number <= COMMITTERS; number++) {
            Thread committer = new Thread(this::commit, "settlement-committer-" + number);
            committer.setDaemon(true);
            committer.start();
            committers.add(committer);
        }
    }

    /**
     * The answer, after its commit; the same bytes for the same id and content, for ever. What is refused before anything is
     * written is thrown here or fails the future.
     */
    public CompletableFuture<Reply> settle(SettleCommand command) {
        Settling.Prepared prepared = single.prepare(command);
        if (prepared.known() != null) {
            return CompletableFuture.completedFuture(prepared.known());
        }
        Quoting.Offer offer = prepared.offer();
        // A challenge is used up by its own row; a group does not carry it.
        if (offer == null || command.authentication() != null || !group.trusts(offer)) {
            return CompletableFuture.completedFuture(single.post(command, prepared.quote()));
        }
        Waiting waiting = new Waiting(command, offer);
        enqueue(waiting);
        return waiting.answer()
                .thenCompose(together -> together.map(CompletableFuture::completedFuture)
                        .orElseGet(() ->
                                CompletableFuture.supplyAsync(() -> single.post(command, prepared.quote()), alone)));
    }

    private static Thread named(Runnable work) {
        Thread thread = new Thread(work, "settlement-alone");
        thread.setDaemon(true);
        return thread;
    }

    private void enqueue(Waiting waiting) {
        lock.lock();
        try {
            if (closed || queue.size() >= LONGEST_QUEUE) {
                throw new CodedException(ErrorCode.DATABASE_BUSY);
            }
            queue.add(waiting);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void commit() {
        try {
            while (true) {
                List<Waiting> next = take();
                try {
                    settle(next);
                } finally {
                    done(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything that waits and whose person is free; waits for the first. */
    private List<Waiting> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<Waiting> next = new ArrayList<>();
            while (true) {
                Set<Long> passed = new HashSet<>();
                for (var waiting = queue.iterator(); waiting.hasNext() && next.size() < LARGEST_GROUP; ) {
                    Waiting candidate = waiting.next();
                    long person = candidate.person();
                    // Who was passed over is not overtaken by a later one of the same person.
                    if (!passed.contains(person) && busy.add(person)) {
                        next.add(candidate);
                        waiting.remove();
                    } else {
                        passed.add(person);
                    }
                }
                if (!next.isEmpty()) {
                    return next;
                }
                arrived.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void done(List<Waiting> settled) {
        lock.lock();
        try {
            settled.forEach(waiting -> busy.remove(waiting.person()));
            if (!queue.isEmpty()) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(List<Waiting> together) {
        try {
            List<Reply> replies = group.settle(together);
            for (int i = 0; i < together.size(); i++) {
                together.get(i).answer().complete(Optional.of(replies.get(i)));
            }
        } catch (RuntimeException e) {
            LOG.info("a group of {} is settled one by one: {}", together.size(), e.toString());
            together.forEach(waiting -> waiting.answer().complete(Optional.empty()));
        }
    }

    /** Ends the committers after the groups that are under way; what still waits is refused. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.forEach(
                    waiting -> waiting.answer().completeExceptionally(new CodedException(ErrorCode.DATABASE_BUSY)));
            queue.clear();
        } finally {
            lock.unlock();
        }
        committers.forEach(Thread::interrupt);
        alone.shutdown();
    }
}
