-- A prepared clearing (月清算) that is taken back before it is paid, and deposits (保证金) that go back after the yearly assessment.

-- What was taken back, as it stood; its entries and their negation stay in the ledger.
create table clearing_withdrawn (
    month char(7) not null,
    prepared_by varchar(100) not null,
    prepared_at timestamptz not null,
    withdrawn_by varchar(100) not null,
    withdrawn_at timestamptz not null,
    reason varchar(200) not null,
    -- clearing_row as JSON: institution, days, payable_fen, deposit_fen, paid_fen.
    rows jsonb not null,
    primary key (month, prepared_at)
);
create trigger clearing_withdrawn_stays before update or delete on clearing_withdrawn
    for each row execute function refuse_change();

alter table clearing_batch drop constraint clearing_batch_state_check;
alter table clearing_batch add constraint clearing_batch_state_check check (state in ('PREPARED', 'PAID', 'WITHDRAWN'));

-- A batch moves on from PREPARED only, and goes only when it was taken back and kept.
create function clearing_batch_moves_on() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (old.state <> 'PREPARED' or new.state = 'PREPARED' or new.month <> old.month)
        or tg_op = 'DELETE' and (old.state <> 'WITHDRAWN' or not exists (
            select from clearing_withdrawn w where w.month = old.month and w.prepared_at = old.prepared_at)) then
        raise exception 'a clearing only moves on' using errcode = 'check_violation',
            constraint = 'clearing_batch_moves_on';
    end if;
    return coalesce(new, old);
end $$;
create trigger clearing_batch_moves before update or delete on clearing_batch
    for each row execute function clearing_batch_moves_on();

drop trigger clearing_row_stays on clearing_row;
create trigger clearing_row_stays before update on clearing_row for each row execute function refuse_change();
create function clearing_row_goes_with_its_batch() returns trigger language plpgsql as $$
begin
    if not exists (select from clearing_batch b where b.month = old.month and b.state = 'WITHDRAWN') then
        raise exception 'the clearing stands' using errcode = 'check_violation', constraint = 'clearing_row_stays';
    end if;
    return old;
end $$;
create trigger clearing_row_goes before delete on clearing_row
    for each row execute function clearing_row_goes_with_its_batch();

-- As in V10, but a day leaves a clearing that was taken back.
create or replace function day_close_moves_on() returns trigger language plpgsql as $$
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
        or (old.cleared_in is not null and new.cleared_in is distinct from old.cleared_in
            and not (new.cleared_in is null and exists (
                select from clearing_batch b where b.month = old.cleared_in and b.state = 'WITHDRAWN')))
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

-- One a year and institution. What is not returned stays a deposit and is part of the next year's.
create table deposit_return (
    year int not null,
    institution varchar(12) not null,
    deposit_fen bigint not null check (deposit_fen >= 0),
    returned_fen bigint not null check (returned_fen between 0 and deposit_fen),
    reason varchar(200) not null,
    assessed_by varchar(100) not null,
    assessed_at timestamptz not null,
    returned_by varchar(100),
    returned_at timestamptz,
    primary key (year, institution),
    -- Four eyes, as with a clearing.
    constraint deposit_two_persons check (returned_by is null or returned_by <> assessed_by),
    check ((returned_by is null) = (returned_at is null))
);
create function deposit_return_stands() returns trigger language plpgsql as $$
begin
    if old.returned_at is not null then
        raise exception 'the deposit was returned' using errcode = 'check_violation', constraint = 'deposit_return_stands';
    end if;
    return coalesce(new, old);
end $$;
create trigger deposit_return_stays before update or delete on deposit_return
    for each row execute function deposit_return_stands();
