-- Day close (日结) per institution and day, its differences, monthly clearing (月清算).

-- Kinds of postings and entries, the whole list; a later migration that adds one drops and restates these two checks.
alter table posting drop constraint if exists posting_account_check;
alter table posting add constraint posting_account_check check (account in (
    'FUND_EXPENSE', 'INSTITUTION_PAYABLE', 'PERSONAL_ACCOUNT', 'FISCAL_SPECIAL_ACCOUNT',
    'CONTRIBUTION_INCOME', 'SUBSIDY_INCOME', 'LATE_FEE_INCOME', 'INTEREST_INCOME', 'OTHER_INCOME',
    'SUBSIDY_RECEIVABLE', 'RECOVERY_RECEIVABLE', 'PERSON_PAYABLE', 'ACCOUNT_INTEREST_EXPENSE',
    'INSTITUTION_DEPOSIT', 'PAYMENT_CLEARING'));
alter table journal_entry drop constraint if exists journal_entry_kind_check;
alter table journal_entry add constraint journal_entry_kind_check check (kind in (
    'SETTLE', 'CANCEL', 'REVERSE', 'OPENING', 'CONTRIBUTION', 'SUBSIDY', 'RECOVERY', 'ACCOUNT_CREDIT', 'ACCOUNT_INTEREST',
    'REIMBURSEMENT', 'CLEARING', 'PAYMENT'));

create table clearing_batch (
    month char(7) primary key check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    state text not null check (state in ('PREPARED', 'PAID')),
    deposit_bp int not null check (deposit_bp between 0 and 10000),
    prepared_by varchar(100) not null,
    prepared_at timestamptz not null,
    reviewed_by varchar(100),
    paid_at timestamptz,
    -- Four eyes: paid is said by another person than the one who prepared.
    constraint clearing_two_persons check (reviewed_by is null or reviewed_by <> prepared_by),
    check ((state = 'PAID') = (reviewed_by is not null and paid_at is not null))
);

create table clearing_row (
    month char(7) not null references clearing_batch,
    institution varchar(12) not null,
    days int not null check (days > 0),
    payable_fen bigint not null,
    deposit_fen bigint not null check (deposit_fen >= 0),
    paid_fen bigint not null,
    primary key (month, institution),
    check (payable_fen = deposit_fen + paid_fen)
);

-- A day without a row here is OPEN. What the institution told and what the books said, as of the cut.
alter table day_close
    add column told_rows int,
    add column told_total_fen bigint,
    add column told_fund_fen bigint,
    add column told_account_fen bigint,
    add column cut_at timestamptz,
    add column cut_by varchar(100),
    add column sealed_at timestamptz,
    add column sealed_by varchar(100),
    add column cleared_in char(7) references clearing_batch;

create table day_difference (
    institution varchar(12) not null,
    day date not null,
    transaction_id varchar(64) not null,
    kind text not null check (kind in ('ONLY_INSURER', 'ONLY_INSTITUTION', 'FIGURES', 'REPEATED')),
    action text not null check (action in ('REVERSE', 'CANCEL', 'VOID_AT_INSTITUTION', 'CORRECT_AT_INSTITUTION',
        'MOVE_AT_INSTITUTION')),
    insurer_total_fen bigint,
    insurer_fund_fen bigint,
    insurer_account_fen bigint,
    institution_total_fen bigint,
    institution_fund_fen bigint,
    institution_account_fen bigint,
    insurer_day date,
    insurer_state text not null,
    resolution varchar(200),
    resolved_by varchar(100),
    resolved_at timestamptz,
    primary key (institution, day, transaction_id, kind),
    foreign key (institution, day) references day_close,
    check ((resolution is null) = (resolved_at is null))
);

-- The gate. Whoever books on a day holds a share of its lock until the transaction ends; whoever cuts the day writes
-- CUTTING, commits, and then takes the whole lock: all that came before is counted, all that comes after is refused. 40001
-- so that the caller tries again and books on the open day.
create function day_lock(institution text, day date) returns bigint language sql immutable as
    $$ select hashtextextended('day ' || institution || ' ' || (day - date '2000-01-01'), 0) $$;

create function refuse_closed_days() returns trigger language plpgsql as $$
declare
    touched record;
begin
    for touched in select distinct institution, day from inserted where institution is not null loop
        perform pg_advisory_xact_lock_shared(day_lock(touched.institution, touched.day));
        if exists (select from day_close c where c.institution = touched.institution and c.day = touched.day) then
            raise exception 'the day is closed' using errcode = 'serialization_failure', constraint = 'day_is_open';
        end if;
    end loop;
    return null;
end $$;
create trigger settlement_day_is_open after insert on settlement
    referencing new table as inserted for each statement execute function refuse_closed_days();
create trigger journal_entry_day_is_open after insert on journal_entry
    referencing new table as inserted for each statement execute function refuse_closed_days();

create function refuse_reversal_of_closed_day() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(day_lock(new.institution, new.day));
    if exists (select from day_close c where c.institution = new.institution and c.day = new.day) then
        raise exception 'the day is closed' using errcode = 'serialization_failure', constraint = 'day_is_open';
    end if;
    return new;
end $$;
create trigger settlement_reversed_on_open_day before update on settlement
    for each row when (new.state = 'REVERSED') execute function refuse_reversal_of_closed_day();

-- A day only moves on, is sealed without open differences only, and only when its settlements are its postings, per scheme
-- and kind (invariant 9).
create function day_close_moves_on() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'CUTTING' then
            raise exception 'a day is cut first' using errcode = 'check_violation', constraint = 'day_close_moves_on';
        end if;
        return new;
    end if;
    if (old.institution, old.day) <> (new.institution, new.day)
        or not (old.state = new.state
            or (old.state = 'CUTTING' and new.state in ('BALANCED', 'DIFFERENT'))
            or (old.state = 'DIFFERENT' and new.state = 'RESOLVED')
            or (old.state in ('BALANCED', 'RESOLVED') and new.state = 'SEALED'))
        or (old.cleared_in is not null and new.cleared_in is distinct from old.cleared_in)
        or (new.cleared_in is not null and new.state <> 'SEALED') then
        raise exception 'a day only moves on' using errcode = 'check_violation', constraint = 'day_close_moves_on';
    end if;
    if new.state in ('RESOLVED', 'SEALED') and old.state <> new.state and exists (
        select from day_difference d
        where d.institution = new.institution and d.day = new.day and d.resolution is null) then
        raise exception 'differences are open' using errcode = 'check_violation', constraint = 'day_differences_open';
    end if;
    if new.state = 'SEALED' and old.state <> 'SEALED' and exists (
        select from
            (select s.scheme, s.kind, sum(s.fund_fen + s.account_fen) as fen from settlement s
             where s.institution = new.institution and s.day = new.day and s.state <> 'REVERSED' group by 1, 2) booked
            full join
            (select s.scheme, s.kind, -sum(p.amount_fen) as fen
             from journal_entry j join posting p using (entry_id) join settlement s on s.settlement_id = j.settlement_id
             where j.institution = new.institution and j.day = new.day and p.account = 'INSTITUTION_PAYABLE'
             group by 1, 2) posted using (scheme, kind)
        where coalesce(booked.fen, 0) <> coalesce(posted.fen, 0)) then
        raise exception 'settlements are not postings' using errcode = 'check_violation',
            constraint = 'day_settlements_are_postings';
    end if;
    return new;
end $$;
create trigger day_close_moves before insert or update on day_close
    for each row execute function day_close_moves_on();
create trigger day_close_stays before delete on day_close
    for each row execute function refuse_change();

create trigger clearing_row_stays before update or delete on clearing_row
    for each row execute function refuse_change();
