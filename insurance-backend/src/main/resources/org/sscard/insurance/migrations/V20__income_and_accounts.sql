-- Income of the fund (Order 102 Art. 7), what others owe it, and the credits of personal accounts. A later migration that
-- adds a kind drops and restates these two checks.
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

-- Movements of one personal account.
create index posting_personal_account on posting (owner, entry_id) where account = 'PERSONAL_ACCOUNT';

-- From which month on a person's account is credited from which base (缴费基数).
create table account_base (
    person_id bigint not null references person,
    valid_from date not null check (extract(day from valid_from) = 1),
    base_fen bigint not null check (base_fen >= 0),
    retired boolean not null,
    primary key (person_id, valid_from)
);

-- A month or a year that is being credited, with the policy it began with.
create table account_run (
    kind text not null check (kind in ('MONTHLY', 'INTEREST')),
    period varchar(7) not null,
    policy text not null,
    day date not null,
    begun_at timestamptz not null,
    finished_at timestamptz,
    primary key (kind, period)
);

-- What a run did to one account; the key is why a run that is repeated or cut credits once.
create table account_credit (
    kind text not null,
    period varchar(7) not null,
    person_id bigint not null references person,
    amount_fen bigint not null check (amount_fen >= 0),
    steps text not null,
    primary key (kind, period, person_id),
    foreign key (kind, period) references account_run
);
create trigger account_credit_stays before update or delete on account_credit
    for each row execute function refuse_change();
