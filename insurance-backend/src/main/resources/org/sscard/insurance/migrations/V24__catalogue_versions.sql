-- Versions of catalogue items by date: a service is priced by the version of its day. What stood before counts from always.
alter table catalogue_item add column valid_from date not null default '0001-01-01';
alter table catalogue_item alter column valid_from drop default;
-- Restricted use (限制使用) in words; empty: none. Such a line needs the institution's approval, else it is the person's own.
alter table catalogue_item add column restriction text not null default '';
alter table catalogue_item drop constraint catalogue_item_pkey;
alter table catalogue_item add primary key (code, valid_from);
create trigger catalogue_item_stays before update or delete on catalogue_item
    for each row execute function refuse_change();

-- An institution's own item codes (目录对照), from a day on.
create table item_mapping (
    institution varchar(12) not null,
    own_code varchar(50) not null,
    item varchar(50) not null,
    valid_from date not null,
    primary key (institution, own_code, valid_from)
);
create trigger item_mapping_stays before update or delete on item_mapping
    for each row execute function refuse_change();

-- The institution approved the restricted use (hosp_appr_flag 1).
alter table fee_line add column approved boolean not null default false;
