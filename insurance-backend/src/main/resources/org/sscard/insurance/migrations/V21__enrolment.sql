-- From application to benefit: registration with papers, community → street → district, contributions, subsidies, periods.

create sequence application_number;

create table application (
    application_id bigint primary key default nextval('application_number'),
    request_id varchar(64) not null unique,
    digest bytea not null check (octet_length(digest) = 32),
    state text not null check (state in
        ('DRAFT', 'COMPLETE', 'REPORTED', 'UNDER_REVIEW', 'ADMITTED', 'REJECTED', 'WITHDRAWN')),
    social_security_number varchar(18) not null,
    name text not null,
    region char(6) not null,
    status text not null check (status in ('NONE', 'DIBAO', 'BORDERLINE', 'DISABLED2')),
    pupil boolean not null,
    eligible_on date not null,
    moved_in boolean not null,
    community text not null,
    class text not null check (class in ('MINOR', 'WORKING', 'ELDERLY')),
    basis text not null,
    papers text[] not null,
    applied_on date not null,
    -- When the step that is due must be done; null when none is.
    due_on date
);
-- One application of a person is under way at a time.
create unique index application_under_way on application (social_security_number)
    where state in ('DRAFT', 'COMPLETE', 'REPORTED', 'UNDER_REVIEW');
create index application_queue on application (state, due_on);

create table application_step (
    application_id bigint not null references application,
    step int not null,
    action text not null,
    state text not null,
    day date not null,
    account text not null,
    person text not null,
    remark text not null,
    days_late int not null check (days_late >= 0),
    primary key (application_id, step)
);
create trigger application_step_stays before update or delete on application_step
    for each row execute function refuse_change();

-- What later contributions depend on.
create table enrolment_origin (
    person_id bigint primary key references person,
    eligible_on date not null,
    moved_in boolean not null,
    first_paid_on date
);

create sequence notice_number;

create table contribution_notice (
    notice_id bigint primary key default nextval('notice_number'),
    person_id bigint not null references person,
    period varchar(8) not null,
    -- NEW: first enrolment or again after a lapse; RENEWAL: the next year without a gap.
    kind text not null check (kind in ('NEW', 'RENEWAL')),
    class text not null check (class in ('MINOR', 'WORKING', 'ELDERLY')),
    status text not null,
    pupil boolean not null,
    region char(6) not null,
    window_from date not null,
    window_to date not null check (window_to >= window_from),
    personal_fen bigint not null check (personal_fen >= 0),
    city_fen bigint not null check (city_fen >= 0),
    district_fen bigint not null check (district_fen >= 0),
    cover_to date not null,
    state text not null check (state in ('DUE', 'PAID', 'LAPSED')),
    paid_on date,
    benefit_start date,
    basis text not null,
    check ((state = 'PAID') = (paid_on is not null and benefit_start is not null))
);
create unique index contribution_notice_once on contribution_notice (person_id, period) where state <> 'LAPSED';

create table contribution_payment (
    payment_id varchar(64) primary key,
    notice_id bigint not null unique references contribution_notice,
    amount_fen bigint not null,
    paid_on date not null
);

create table subsidy_claim (
    notice_id bigint not null references contribution_notice,
    -- CITY or the district's region code.
    payer varchar(6) not null,
    amount_fen bigint not null check (amount_fen > 0),
    due_on date not null,
    primary key (notice_id, payer)
);
create index subsidy_claim_payer on subsidy_claim (payer, due_on);

create table subsidy_payment (
    payment_id varchar(64) primary key,
    payer varchar(6) not null,
    amount_fen bigint not null check (amount_fen > 0),
    paid_on date not null
);

-- Which cover a payment gave. Periods of one person do not overlap.
create table benefit_period (
    person_id bigint not null references person,
    begins date not null,
    ends date not null,
    class text not null check (class in ('MINOR', 'WORKING', 'ELDERLY')),
    pupil boolean not null,
    notice_id bigint not null references contribution_notice,
    basis text not null,
    state text not null default 'LIVE' check (state in ('LIVE', 'WITHDRAWN')),
    primary key (person_id, notice_id),
    check (ends >= begins)
);
create index benefit_period_person on benefit_period (person_id, begins) where state = 'LIVE';

create table person_event (
    person_id bigint not null references person,
    kind text not null check (kind in ('LEAVE', 'BAN')),
    day date not null,
    reason text not null,
    amount_fen bigint not null check (amount_fen >= 0),
    account text not null,
    recorded_at timestamptz not null,
    primary key (person_id, kind, day)
);
