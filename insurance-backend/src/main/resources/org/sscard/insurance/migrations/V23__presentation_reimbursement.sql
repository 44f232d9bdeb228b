-- The card of an emergency that was shown after admission (Order 102 Art. 19). The first presentation of a stay counts.
create table card_presentation (
    institution varchar(12) not null,
    visit varchar(64) not null,
    person_id bigint not null references person,
    card_identification_code bytea not null check (octet_length(card_identification_code) = 16),
    admitted_at timestamp not null,
    presented_at timestamp not null,
    recorded_at timestamptz not null,
    primary key (institution, visit),
    check (presented_at >= admitted_at)
);
create trigger card_presentation_stays before update or delete on card_presentation
    for each row execute function refuse_change();

create sequence reimbursement_number;

-- Bills that were paid in cash and are reimbursed by hand (零星报销): entered by one person, approved by another.
create table reimbursement (
    reimbursement_id bigint primary key default nextval('reimbursement_number'),
    request_id varchar(64) not null unique,
    digest bytea not null check (octet_length(digest) = 32),
    quote_id varchar(40) not null,
    papers text[] not null,
    reason text not null,
    state text not null check (state in ('SUBMITTED', 'PAID', 'REJECTED')),
    approval_id varchar(40) not null,
    submitted_by text not null,
    submitted_at timestamptz not null,
    decided_by text,
    remark text not null default '',
    settlement_id bigint unique references settlement,
    check ((state = 'PAID') = (settlement_id is not null)),
    check ((state = 'SUBMITTED') = (decided_by is null))
);
