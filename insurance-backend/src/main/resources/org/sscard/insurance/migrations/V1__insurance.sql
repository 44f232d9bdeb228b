-- The insurer's books. Money is bigint fen. What must never happen is a constraint here, not a habit of the program.

create table region (
    code char(6) primary key,
    -- Whether the region belongs to this pool (统筹地区); other tenants are known so that they can be refused by name.
    pooled boolean not null
);

create table institution (
    code varchar(12) primary key,
    name text not null,
    kind text not null check (kind in ('HOSPITAL', 'PHARMACY')),
    level text check (level in ('COMMUNITY', 'L1', 'L2', 'L3')),
    area char(6) not null,
    designated boolean not null,
    -- Diseases for which it is the designated specialist (Order 102 Art. 21).
    specialist text[] not null default '{}'
);

create table disease_group (
    -- Beginning of an ICD-10 code.
    prefix text primary key,
    disease text not null
);

create table catalogue_item (
    code varchar(50) primary key,
    institution_code varchar(50),
    name text not null,
    list_type text not null,
    class char(1) not null check (class in ('A', 'B', 'C')),
    advance_bp int not null check (advance_bp between 0 and 10000),
    limit_1e4 bigint check (limit_1e4 >= 0)
);

create sequence person_number;

create table person (
    person_id bigint primary key default nextval('person_number'),
    psn_no varchar(30) not null unique,
    -- Social security number = resident id number (社会保障号码).
    social_security_number varchar(18) not null unique,
    name text not null,
    sex char(1) check (sex in ('M', 'F')),
    birth date
);

create table enrolment (
    person_id bigint primary key references person,
    scheme text not null check (scheme in ('RESIDENT', 'EMPLOYEE')),
    class text check (class in ('MINOR', 'WORKING', 'ELDERLY')),
    status text not null default 'NONE' check (status in ('NONE', 'DIBAO', 'BORDERLINE', 'DISABLED2')),
    pupil boolean not null,
    -- Place of insurance (参保地).
    region char(6) not null,
    benefit_start date not null,
    cover_end date,
    banned_until date,
    check (scheme <> 'RESIDENT' or class is not null)
);

create table filing (
    person_id bigint not null references person,
    kind text not null check (kind in ('SPECIAL_DISEASE', 'REFERRAL_UP', 'OUT_OF_TOWN')),
    institution varchar(12) not null,
    begins date not null,
    ends date not null,
    disease_code text not null default '',
    primary key (person_id, kind, institution, begins, disease_code)
);

-- Replica of the issuer's feed; version 0 marks a card of the sandbox, which no issuer owns.
create table card_status (
    card_identification_code bytea primary key check (octet_length(card_identification_code) = 16),
    card_number varchar(9) not null,
    social_security_number varchar(18) not null,
    region char(6) not null,
    state text not null,
    blacklisted boolean not null,
    version bigint not null
);

create table feed_position (
    one boolean primary key default true check (one),
    version bigint not null
);
insert into feed_position (version) values (0);

-- What the fund has paid for a person in a period. The cap holds by constraint; the row is the person's lock.
create table accumulator (
    person_id bigint not null references person,
    scheme text not null,
    period text not null,
    cap_fen bigint not null check (cap_fen >= 0),
    used_fen bigint not null default 0,
    primary key (person_id, scheme, period),
    constraint accumulator_within_cap check (used_fen between 0 and cap_fen)
);

create table personal_account (
    person_id bigint primary key references person,
    balance_fen bigint not null,
    constraint personal_account_not_overdrawn check (balance_fen >= 0)
);

create table quote (
    quote_id varchar(40) primary key,
    institution varchar(12) not null,
    person_id bigint not null,
    digest bytea not null check (octet_length(digest) = 32),
    total_fen bigint not null,
    pooled_fen bigint not null,
    bill text not null,
    quoted_at timestamptz not null
);

create sequence settlement_number;

-- No foreign key to institution: its row would be locked by every settlement of a hospital.
create table settlement (
    settlement_id bigint primary key,
    institution varchar(12) not null,
    transaction_id varchar(64) not null,
    person_id bigint not null,
    scheme text not null,
    kind text not null check (kind in ('INPATIENT', 'OP_SPECIAL', 'OUTPATIENT', 'PHARMACY')),
    visit varchar(64) not null,
    state text not null check (state in ('CONFIRMED', 'CANCELLED', 'REVERSED')),
    cancels bigint references settlement,
    quote_id varchar(40),
    period text not null,
    total_fen bigint not null,
    own_pay_fen bigint not null,
    over_limit_fen bigint not null,
    advance_fen bigint not null,
    in_scope_fen bigint not null,
    deductible_fen bigint not null,
    fund_fen bigint not null,
    proportional_self_pay_fen bigint not null,
    over_cap_fen bigint not null,
    account_fen bigint not null,
    cash_fen bigint not null,
    person_fen bigint not null,
    ratio_bp int not null,
    used_before_fen bigint not null,
    used_after_fen bigint not null,
    payable boolean not null,
    basis text not null,
    explanation text not null,
    policy text not null,
    late boolean not null,
    day date not null,
    posted_at timestamptz not null,
    unique (institution, transaction_id),
    constraint settlement_bill_adds_up
        check (total_fen = own_pay_fen + over_limit_fen + advance_fen + in_scope_fen),
    constraint settlement_split_adds_up check (not payable or in_scope_fen
        = deductible_fen + fund_fen + proportional_self_pay_fen + over_cap_fen),
    constraint settlement_payers_add_up
        check (total_fen = fund_fen + person_fen and person_fen = account_fen + cash_fen),
    constraint settlement_sign check (case when cancels is null
        then least(total_fen, own_pay_fen, over_limit_fen, advance_fen, in_scope_fen, deductible_fen, fund_fen,
                   proportional_self_pay_fen, over_cap_fen, account_fen, cash_fen, person_fen) >= 0
        else greatest(total_fen, own_pay_fen, over_limit_fen, advance_fen, in_scope_fen, deductible_fen, fund_fen,
                      proportional_self_pay_fen, over_cap_fen, account_fen, cash_fen, person_fen) <= 0 end)
);
-- One live settlement per stay, visit or sale.
create unique index settlement_live_visit on settlement (institution, visit)
    where state = 'CONFIRMED' and cancels is null;
create unique index settlement_quote on settlement (quote_id) where quote_id is not null;
-- A settlement is cancelled once at a time.
create unique index settlement_cancels on settlement (cancels) where state = 'CONFIRMED';
create index settlement_day on settlement (institution, day);
-- Reading A15: later settlements of the period that the cap limited.
create index settlement_cap_limited on settlement (person_id, scheme, period, settlement_id)
    where over_cap_fen > 0 and state = 'CONFIRMED';

-- One (institution, transaction id) has at most one effect, and one answer.
create table transaction_record (
    institution varchar(12) not null,
    transaction_id varchar(64) not null,
    kind text not null check (kind in ('SETTLE', 'CANCEL', 'TOMBSTONE')),
    digest bytea,
    settlement_id bigint,
    reply bytea,
    recorded_at timestamptz not null,
    primary key (institution, transaction_id),
    check (kind = 'TOMBSTONE' or (digest is not null and settlement_id is not null and reply is not null))
);

-- A TAC is accepted once.
create table card_proof (
    card_identification_code bytea not null,
    terminal varchar(12) not null,
    terminal_sequence bigint not null,
    proof_time char(14) not null,
    settlement_id bigint not null,
    constraint card_proof_once primary key (card_identification_code, terminal, terminal_sequence, proof_time)
);
create index card_proof_order on card_proof (card_identification_code, proof_time);

create table day_close (
    institution varchar(12) not null,
    day date not null,
    state text not null check (state in ('CUTTING', 'BALANCED', 'DIFFERENT', 'RESOLVED', 'SEALED')),
    primary key (institution, day)
);

create table journal_entry (
    entry_id bigint generated always as identity primary key,
    day date not null,
    institution varchar(12),
    settlement_id bigint,
    kind text not null check (kind in ('SETTLE', 'CANCEL', 'REVERSE', 'OPENING')),
    posted_at timestamptz not null
);
create index journal_entry_day on journal_entry (institution, day);
create index journal_entry_settlement on journal_entry (settlement_id);

-- Debit positive, credit negative. An account is (kind, owner): no account row exists, so the pooled fund can never be
-- a hot row; balances are sums.
create table posting (
    entry_id bigint not null references journal_entry,
    leg smallint not null,
    account text not null check (account in
        ('FUND_EXPENSE', 'INSTITUTION_PAYABLE', 'PERSONAL_ACCOUNT', 'FISCAL_SPECIAL_ACCOUNT')),
    owner varchar(40) not null,
    amount_fen bigint not null check (amount_fen <> 0),
    primary key (entry_id, leg)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append only' using errcode = 'integrity_constraint_violation',
        constraint = 'ledger_append_only';
end $$;
create trigger journal_entry_append_only before update or delete on journal_entry
    for each row execute function refuse_change();
create trigger posting_append_only before update or delete on posting
    for each row execute function refuse_change();
create trigger journal_entry_not_truncated before truncate on journal_entry
    for each statement execute function refuse_change();
create trigger posting_not_truncated before truncate on posting
    for each statement execute function refuse_change();

-- Each statement must leave every entry that it touches at zero; so an entry's postings come in one statement.
create function entry_sums_to_zero() returns trigger language plpgsql as $$
begin
    if exists (select 1 from inserted group by entry_id having sum(amount_fen) <> 0) then
        raise exception 'journal entry does not sum to zero' using errcode = 'check_violation',
            constraint = 'ledger_sums_to_zero';
    end if;
    return null;
end $$;
create trigger posting_sums_to_zero after insert on posting
    referencing new table as inserted for each statement execute function entry_sums_to_zero();

-- What was settled does not change: only its state may.
create function settlement_keeps_its_figures() returns trigger language plpgsql as $$
begin
    if to_jsonb(old) - 'state' is distinct from to_jsonb(new) - 'state' then
        raise exception 'a settlement is never edited' using errcode = 'integrity_constraint_violation',
            constraint = 'settlement_append_only';
    end if;
    return new;
end $$;
create trigger settlement_figures_stay before update on settlement
    for each row execute function settlement_keeps_its_figures();
create trigger settlement_not_deleted before delete on settlement
    for each row execute function refuse_change();
create trigger transaction_record_stays before update or delete on transaction_record
    for each row execute function refuse_change();
