-- Daily sums of the ledger and of settlements, so that pages and statements need not add up every posting at each view.
-- Whoever settles writes nothing here: no row of these tables is hot, and they can be emptied at any time.

create table ledger_day (
    day date not null,
    account text not null,
    -- RESIDENT, EMPLOYEE, or empty where the owner is none.
    scheme text not null,
    -- Of the treatment, or of the entry where there was none.
    kind text not null,
    amount_fen bigint not null,
    primary key (day, account, scheme, kind)
);

-- The sums hold every entry up to this one and none after it. One row, or none before the first sum.
create table ledger_day_reach (
    single boolean primary key default true check (single),
    entry_id bigint not null
);

-- Live settlements (neither cancelled nor a cancellation) of a day that is long over.
create table settlement_sum (
    day date not null,
    institution varchar(12) not null,
    kind text not null,
    settlements bigint not null,
    total_fen bigint not null,
    in_scope_fen bigint not null,
    fund_fen bigint not null,
    primary key (day, institution, kind)
);
create table settlement_summed_day (day date primary key);

create function settlement_sum_lock(day date) returns bigint language sql immutable as
    $$ select hashtextextended('settlement_sum ' || (day - date '2000-01-01'), 0) $$;

-- A settlement of an old day that is cancelled changes that day's sum: the sum is forgotten and made again when next asked
-- for. Who sums the day holds the whole lock, who changes it a share, so neither misses the other.
create function forget_settlement_sum() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(settlement_sum_lock(old.day));
    delete from settlement_summed_day where day = old.day;
    return null;
end $$;
create trigger settlement_sum_forgotten after update on settlement
    for each row when (old.state <> new.state) execute function forget_settlement_sum();
