import type { Migration } from './migration.ts';

/**
 * Columns hold what is searched, ordered or decided by; the rest of a word is one JSON text beside them, and the columns
 * win where both have a value. Times are milliseconds since the epoch.
 */
export const initial: Migration = {
  number: 1,
  name: 'initial',
  sql: `
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  delivery TEXT NOT NULL,
  applied_at BIGINT
);

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  key TEXT NOT NULL,
  cluster TEXT NOT NULL,
  channel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('firing', 'acknowledged', 'resolved', 'closed')),
  version INTEGER NOT NULL,
  incident TEXT NOT NULL
);
CREATE UNIQUE INDEX incidents_one_open_a_key ON incidents (key) WHERE state <> 'closed';
CREATE INDEX incidents_by_key ON incidents (key, number);
CREATE INDEX incidents_by_state ON incidents (state, number);

CREATE TABLE alerts (
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  incident_id TEXT NOT NULL REFERENCES incidents (id),
  alert TEXT NOT NULL,
  PRIMARY KEY (source, fingerprint, starts_at)
);
CREATE INDEX alerts_by_incident ON alerts (incident_id, starts_at);

CREATE TABLE contexts (
  incident_id TEXT PRIMARY KEY REFERENCES incidents (id),
  collected_at BIGINT NOT NULL,
  context TEXT NOT NULL
);

CREATE TABLE timeline (
  incident_id TEXT NOT NULL REFERENCES incidents (id),
  position INTEGER NOT NULL,
  happened_at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  words TEXT NOT NULL,
  person TEXT,
  PRIMARY KEY (incident_id, position)
);

CREATE TABLE inputs (
  id TEXT PRIMARY KEY,
  deduplication_key TEXT NOT NULL UNIQUE,
  received_at BIGINT NOT NULL,
  input TEXT NOT NULL
);

CREATE TABLE requests (
  id TEXT PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  incident_id TEXT REFERENCES incidents (id),
  digest TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('awaiting-approval', 'executing', 'verifying', 'done', 'failed',
    'denied', 'expired', 'cancelled', 'superseded')),
  version INTEGER NOT NULL,
  asked_by TEXT NOT NULL,
  asked_by_user TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  approvals_needed INTEGER NOT NULL,
  end_reason TEXT,
  request TEXT NOT NULL
);
CREATE INDEX requests_by_incident ON requests (incident_id, asked_at);
CREATE INDEX requests_by_state ON requests (state, asked_at);

-- The primary key is the rule: a person counts once, however many Slack accounts he has.
CREATE TABLE approvals (
  request_id TEXT NOT NULL REFERENCES requests (id),
  mapped_user TEXT NOT NULL,
  person TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('approve', 'deny')),
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (request_id, mapped_user)
);

-- UNIQUE (request_id) is the rule: an action happens at most once.
CREATE TABLE executions (
  id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL UNIQUE REFERENCES requests (id),
  started_at BIGINT NOT NULL,
  called_at BIGINT,
  finished_at BIGINT,
  outcome TEXT,
  message TEXT,
  verdict TEXT
);

CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  incident_id TEXT REFERENCES incidents (id),
  request_id TEXT REFERENCES requests (id),
  channel TEXT NOT NULL,
  thread_of TEXT,
  words TEXT,
  state TEXT NOT NULL CHECK (state IN ('wanted', 'posting', 'shown', 'failed')),
  ts TEXT,
  shown_hash TEXT,
  posting_since BIGINT,
  problem TEXT
);
CREATE INDEX messages_by_incident ON messages (incident_id, kind);
CREATE INDEX messages_by_request ON messages (request_id);
CREATE INDEX messages_by_thread ON messages (thread_of);
CREATE INDEX messages_by_ts ON messages (channel, ts);

-- The version of the newest mark. It never starts again, so a worker that lost its lease long ago cannot complete what was
-- marked since.
CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('due', 0);

-- claimed_version: the version that the running lease took; a newer one means that it was marked again meanwhile.
CREATE TABLE due (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  attempt INTEGER NOT NULL,
  claimed_version BIGINT,
  lease_owner TEXT,
  lease_until BIGINT,
  problem TEXT,
  PRIMARY KEY (kind, key)
);
CREATE INDEX due_by_time ON due (COALESCE(lease_until, due_at));

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  happened_at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  mapped_user TEXT,
  incident_id TEXT,
  request_id TEXT,
  execution_id TEXT,
  digest TEXT,
  data TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_by_incident ON audit (incident_id, seq);

CREATE TABLE probe (
  id INTEGER PRIMARY KEY,
  committed_at BIGINT NOT NULL
);
`,
  sqlite: `
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit records are never changed');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit records are never deleted');
END;
CREATE TRIGGER audit_append_only BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit)
BEGIN
  SELECT RAISE(ABORT, 'audit records are only appended');
END;
`,
  postgres: `
-- The one clock of leases, due times and expiry. STABLE, so that an index is searched for one time and not row by row.
CREATE FUNCTION now_ms() RETURNS BIGINT LANGUAGE sql STABLE
AS $$ SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT) $$;

-- Instead of the counter 'due', whose row all writers would wait for. A number that was taken and rolled back is only a gap.
CREATE SEQUENCE due_version;

CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit records are never %', CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END;
END $$;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();
CREATE FUNCTION audit_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit) THEN
    RAISE EXCEPTION 'audit records are only appended';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_append_only BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_appended();
`,
};
