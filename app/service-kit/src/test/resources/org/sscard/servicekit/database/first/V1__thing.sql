CREATE TABLE thing (id bigint PRIMARY KEY, word text NOT NULL);
