-- Visits and fee lines, and the messages of the national interface (两定接口).

create sequence visit_number;

create table visit (
    visit_id bigint primary key default nextval('visit_number'),
    institution varchar(12) not null,
    person_id bigint not null references person,
    type text not null check (type in ('OUTPATIENT', 'STAY', 'SALE')),
    -- The institution's own number (ipt_otp_no).
    number varchar(30) not null,
    med_type varchar(6) not null,
    begins timestamp not null,
    -- Discharge (出院); null until it is told.
    ends timestamp,
    -- Main diagnosis at admission, ICD-10, or empty.
    diagnosis varchar(30) not null,
    state text not null check (state in ('OPEN', 'VOID')),
    check (ends is null or ends >= begins)
);
create unique index visit_own_number on visit (institution, type, number) where state = 'OPEN' and type <> 'SALE';

create table fee_line (
    line_id bigint generated always as identity primary key,
    visit_id bigint not null references visit,
    -- Unique in the visit (feedetl_sn); free again once the line is void.
    number varchar(30) not null,
    batch varchar(30) not null,
    item varchar(50) not null,
    price_1e4 bigint not null check (price_1e4 >= 0),
    quantity_1e4 bigint not null check (quantity_1e4 <> 0),
    doctor varchar(50) not null,
    occurred timestamp,
    -- The line that this one returns; both leave the bill.
    returns bigint references fee_line,
    state text not null check (state in ('ACTIVE', 'RETURNED', 'VOID')),
    check ((quantity_1e4 < 0) = (returns is not null))
);
create unique index fee_line_number on fee_line (visit_id, number) where state <> 'VOID';
-- A line is returned once.
create unique index fee_line_returns on fee_line (returns) where state <> 'VOID';
-- Rule M07: the same item by the same doctor at the same time is one line.
create unique index fee_line_once on fee_line (visit_id, item, doctor, occurred)
    where state = 'ACTIVE' and quantity_1e4 > 0 and doctor <> '' and occurred is not null;

-- Which lines a settlement covers.
create table settled_line (
    settlement_id bigint not null references settlement,
    line_id bigint not null references fee_line,
    primary key (settlement_id, line_id)
);
create index settled_line_line on settled_line (line_id);

create table visit_settlement (
    settlement_id bigint primary key references settlement,
    visit_id bigint not null references visit,
    -- Batch of charges (chrg_bchno) that an outpatient settlement covers; empty: the whole visit or stay.
    batch varchar(30) not null
);

-- One (institution, msgid) has at most one effect; only successful answers are kept.
create table national_message (
    institution varchar(12) not null,
    msgid varchar(30) not null,
    infno varchar(10) not null,
    state text not null check (state in ('DONE', 'REVERSED', 'TOMBSTONE')),
    digest bytea,
    reply bytea,
    person_id bigint,
    settlement_id bigint,
    visit_id bigint,
    received_at timestamptz not null,
    primary key (institution, msgid)
);

create table sign_in (
    sign_no varchar(30) primary key,
    institution varchar(12) not null,
    operator varchar(30) not null,
    signed_in_at timestamptz not null,
    signed_out_at timestamptz
);

create sequence statement_file_number;

create table statement_file (
    file_no varchar(30) primary key,
    institution varchar(12) not null,
    name varchar(200) not null,
    content bytea not null,
    stored_at timestamptz not null
);
