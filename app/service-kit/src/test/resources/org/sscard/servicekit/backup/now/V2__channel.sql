alter table sale add column channel text not null default 'counter';
