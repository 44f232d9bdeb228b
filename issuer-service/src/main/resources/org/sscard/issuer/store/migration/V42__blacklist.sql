-- The full blacklist is read from here.
create index card_blacklisted on card (identification_code) where blacklisted;
