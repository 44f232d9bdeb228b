package org.sscard.issuer.blacklist.store;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.sscard.servicekit.database.Database;
import org.sscard.spec.identity.CardIdentificationCode;

/** The cards that are blacklisted now. */
public final class BlacklistStore {

    private static final int PAGE = 10_000;

    private final Jdbi jdbi;

    public BlacklistStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** The last change of the feed. */
    public long version() {
        return jdbi.withHandle(handle -> handle.createQuery("select version from card_status_head")
                .mapTo(Long.class)
                .one());
    }

    public long roughCount() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) from card where blacklisted and identification_code is not null")
                .mapTo(Long.class)
                .one());
    }

    /** Every listed code, from one moment of the database; answers the change of the feed that belongs to that moment. */
    public long each(Consumer<CardIdentificationCode> taker) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            long version = handle.createQuery("select version from card_status_head")
                    .mapTo(Long.class)
                    .one();
            try (Stream<byte[]> codes = handle
                    .createQuery(
                            "select identification_code from card where blacklisted and identification_code is not null")
                    .setFetchSize(PAGE)
                    .mapTo(byte[].class)
                    .stream()) {
                codes.forEach(code -> taker.accept(CardIdentificationCode.ofBytes(code)));
            }
            return version;
        });
    }
}
