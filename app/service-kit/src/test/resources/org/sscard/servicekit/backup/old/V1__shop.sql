create sequence sale_number;
create table customer (customer_id bigint generated always as identity primary key, name text, secret bytea);
create table sale (
    sale_id bigint primary key,
    customer_id bigint not null references customer,
    takes_back bigint references sale,
    amount_fen bigint not null,
    doubled bigint generated always as (amount_fen * 2) stored,
    at timestamptz not null
);
create table setting (name text primary key, value text);
insert into setting values ('seeded by the migration', 'yes');
create table unkeyed (line text);
create function refuse() returns trigger language plpgsql as $$
begin
    raise exception 'append only';
end $$;
create trigger sale_stays before update or delete on sale for each row execute function refuse();
create trigger sale_not_truncated before truncate on sale for each statement execute function refuse();
