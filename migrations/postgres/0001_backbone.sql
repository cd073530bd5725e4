-- +goose Up
-- Times are microseconds since 1970 in UTC; NULL means that there is none.
-- Decimals and JSON are text. The two engines' files have the same names and
-- the same tables.

CREATE TABLE transmissions (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  direction  TEXT NOT NULL,
  partner    TEXT NOT NULL,
  channel    TEXT NOT NULL,
  name       TEXT NOT NULL,
  remote     TEXT NOT NULL,
  login      TEXT NOT NULL,
  at         BIGINT NOT NULL,
  sha256     TEXT NOT NULL,
  size       BIGINT NOT NULL,
  body       BYTEA,                       -- NULL when the bytes lie in transmission_chunks
  state      TEXT NOT NULL,
  repeat_of  BIGINT NOT NULL,
  due        BIGINT,                     -- when it has to be looked at next
  attempts   BIGINT NOT NULL
);
CREATE INDEX transmissions_due ON transmissions (due) WHERE due IS NOT NULL;
CREATE INDEX transmissions_partner ON transmissions (partner, direction, id);
CREATE INDEX transmissions_bytes ON transmissions (sha256);
-- A name in the supplier's folder means one file.
CREATE UNIQUE INDEX transmissions_out ON transmissions (partner, name) WHERE direction = 'out' AND state <> 'removed';

CREATE TABLE transmission_chunks (
  transmission BIGINT NOT NULL,
  seq          BIGINT NOT NULL,
  partner      TEXT NOT NULL,
  bytes        BYTEA NOT NULL,
  PRIMARY KEY (transmission, seq)
);

CREATE TABLE interchanges (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transmission BIGINT NOT NULL,
  direction    TEXT NOT NULL,
  partner      TEXT NOT NULL,
  standard     TEXT NOT NULL,
  sender       TEXT NOT NULL,
  receiver     TEXT NOT NULL,
  control      TEXT NOT NULL,            -- text: leading zeros count
  version      TEXT NOT NULL,
  test         BIGINT NOT NULL,          -- 0 or 1
  digest       TEXT NOT NULL,
  begins       BIGINT NOT NULL,
  ends         BIGINT NOT NULL,
  defects      TEXT NOT NULL,
  at           BIGINT NOT NULL
);
CREATE INDEX interchanges_transmission ON interchanges (transmission);
CREATE INDEX interchanges_control ON interchanges (partner, direction, control);

CREATE TABLE messages (
  id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  interchange   BIGINT NOT NULL,
  transmission  BIGINT NOT NULL,
  partner       TEXT NOT NULL,
  direction     TEXT NOT NULL,
  type          TEXT NOT NULL,
  version       TEXT NOT NULL,
  group_control TEXT NOT NULL,
  control       TEXT NOT NULL,
  state         TEXT NOT NULL,
  segments      BIGINT NOT NULL,
  begins        BIGINT NOT NULL,
  ends          BIGINT NOT NULL,
  defects       TEXT NOT NULL,
  unread        TEXT NOT NULL,
  at            BIGINT NOT NULL
);
CREATE INDEX messages_transmission ON messages (transmission);
CREATE INDEX messages_group ON messages (partner, direction, group_control);

CREATE TABLE documents (
  id              BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind            TEXT NOT NULL,
  direction       TEXT NOT NULL,
  partner         TEXT NOT NULL,
  transmission    BIGINT NOT NULL,
  message         BIGINT NOT NULL,
  number          TEXT NOT NULL,
  dedup           TEXT NOT NULL,         -- the number as repeats are found by
  body            TEXT NOT NULL,
  profile_version BIGINT NOT NULL,
  test            BIGINT NOT NULL,
  state           TEXT NOT NULL,
  then_state      TEXT NOT NULL,         -- the state after posting
  original        BIGINT NOT NULL,
  reference       TEXT NOT NULL,
  plan            TEXT,
  at              BIGINT NOT NULL,
  due             BIGINT,
  attempts        BIGINT NOT NULL,
  words           TEXT NOT NULL          -- number and orders in lower case, a line each, for searching
);
CREATE INDEX documents_due ON documents (due) WHERE due IS NOT NULL;
CREATE INDEX documents_transmission ON documents (transmission);
CREATE INDEX documents_partner ON documents (partner, kind, id);
CREATE INDEX documents_dedup ON documents (partner, dedup) WHERE dedup <> '';

-- The orders a document concerns, in the document's order.
CREATE TABLE document_orders (
  document BIGINT NOT NULL,
  seq      BIGINT NOT NULL,
  partner  TEXT NOT NULL,
  number   TEXT NOT NULL,
  PRIMARY KEY (document, seq)
);
CREATE INDEX document_orders_number ON document_orders (number, document);

CREATE TABLE results (
  id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document BIGINT NOT NULL,
  partner  TEXT NOT NULL,
  version  BIGINT NOT NULL,
  verdict  TEXT NOT NULL,
  body     TEXT NOT NULL,
  at       BIGINT NOT NULL,
  UNIQUE (document, version)
);

CREATE TABLE postings (
  id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document  BIGINT NOT NULL,
  partner   TEXT NOT NULL,
  reference TEXT NOT NULL,
  begun     BIGINT NOT NULL,
  finished  BIGINT,                      -- NULL: the outcome is not known
  written   TEXT,
  err       TEXT NOT NULL
);
CREATE INDEX postings_document ON postings (document);

CREATE TABLE exceptions (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partner      TEXT NOT NULL,
  transmission BIGINT NOT NULL,
  document     BIGINT NOT NULL,
  code         TEXT NOT NULL,
  owner        TEXT NOT NULL,
  order_number TEXT NOT NULL,
  line         TEXT NOT NULL,
  expected     TEXT NOT NULL,
  actual       TEXT NOT NULL,
  delta        TEXT NOT NULL,
  effect       TEXT NOT NULL,
  detail       TEXT NOT NULL,
  opened       BIGINT NOT NULL,
  closed       BIGINT,
  closed_by    TEXT NOT NULL,
  closed_why   TEXT NOT NULL
);
-- One open exception for each fact.
CREATE UNIQUE INDEX exceptions_open ON exceptions (transmission, document, code, line) WHERE closed IS NULL;
CREATE INDEX exceptions_document ON exceptions (document);

-- Timelines. Rows are only ever added; hash covers the row and the hash before it
-- in the same chain, and a chain is a partner's.
CREATE TABLE events (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partner      TEXT NOT NULL,
  transmission BIGINT NOT NULL,
  document     BIGINT NOT NULL,
  order_number TEXT NOT NULL,
  at           BIGINT NOT NULL,
  actor        TEXT NOT NULL,
  step         TEXT NOT NULL,
  text         TEXT NOT NULL,
  data         TEXT,
  seq          BIGINT NOT NULL,          -- 1, 2, 3 ... in the chain
  hash         TEXT NOT NULL,
  UNIQUE (partner, seq)
);
CREATE INDEX events_transmission ON events (transmission);
CREATE INDEX events_document ON events (document);
CREATE INDEX events_order ON events (order_number);

-- The end of each partner's chain. Who adds an event locks its row, so that the chain
-- does not fork, and it tells when events were taken from the end.
CREATE TABLE event_chains (
  partner TEXT PRIMARY KEY,
  length  BIGINT NOT NULL,
  hash    TEXT NOT NULL                  -- of the newest event
);

CREATE TABLE sent_orders (
  partner   TEXT NOT NULL,
  number    TEXT NOT NULL,
  order_key TEXT NOT NULL,
  document  BIGINT NOT NULL,
  lines     TEXT NOT NULL,
  told      TEXT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (partner, number)
);

CREATE TABLE promises (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partner      TEXT NOT NULL,
  order_number TEXT NOT NULL,
  line_key     TEXT NOT NULL,
  number       BIGINT NOT NULL,
  document     BIGINT NOT NULL,
  asked        TEXT NOT NULL,            -- 2006-01-02
  due          TEXT NOT NULL,
  quantity     TEXT NOT NULL,
  first        BIGINT NOT NULL,
  at           BIGINT NOT NULL
);
CREATE INDEX promises_order ON promises (partner, order_number);

CREATE TABLE profiles (
  partner TEXT NOT NULL,
  version BIGINT NOT NULL,
  live    BIGINT NOT NULL,
  body    TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (partner, version)
);

CREATE TABLE users (
  id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login    TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL,
  password TEXT NOT NULL,
  roles    TEXT NOT NULL,
  disabled BIGINT NOT NULL
);

CREATE TABLE sessions (
  token   TEXT PRIMARY KEY,
  data    BYTEA NOT NULL,
  expires BIGINT NOT NULL
);

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  data BYTEA NOT NULL
);

CREATE TABLE controls (
  series TEXT PRIMARY KEY,
  last   BIGINT NOT NULL
);

CREATE TABLE marks (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- A transaction that names a partner sees that partner's rows only; one that names
-- nothing sees none (package store, Scope). FORCE binds the owner of the tables too.
-- +goose StatementBegin
DO $$
DECLARE t TEXT;
BEGIN
  FOREACH t IN ARRAY ARRAY['transmissions', 'transmission_chunks', 'interchanges', 'messages', 'documents', 'document_orders',
    'results', 'postings', 'exceptions', 'events', 'event_chains', 'sent_orders', 'promises', 'profiles']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    -- Sub-selects are evaluated once for each statement and not for each row. After a
    -- transaction that set it, a setting is '' and not NULL.
    EXECUTE format('CREATE POLICY scope ON %I USING ((SELECT current_setting(''wharf.all'', true) = ''on'')
      OR partner = (SELECT NULLIF(current_setting(''wharf.partner'', true), '''')))', t);
  END LOOP;
END $$;
-- +goose StatementEnd
