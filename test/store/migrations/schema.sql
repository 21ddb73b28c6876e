CREATE TRIGGER audit_append_only BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit)
BEGIN
  SELECT RAISE(ABORT, 'audit records are only appended');
END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN OLD.seq > COALESCE((SELECT MAX(json_extract(data, '$.sealed.seq')) FROM audit WHERE kind = 'sealed'), 0)
BEGIN
  SELECT RAISE(ABORT, 'audit records are never deleted');
END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit records are never changed');
END;

CREATE TRIGGER audit_seal_is_true BEFORE INSERT ON audit
WHEN NEW.kind = 'sealed' AND NOT EXISTS (SELECT 1 FROM audit
  WHERE seq = json_extract(NEW.data, '$.sealed.seq') AND hash = json_extract(NEW.data, '$.sealed.hash'))
BEGIN
  SELECT RAISE(ABORT, 'an audit seal names a record that is there');
END;

CREATE TABLE alerts (
  source TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  incident_id TEXT NOT NULL REFERENCES incidents (id),
  alert TEXT NOT NULL, name TEXT
  GENERATED ALWAYS AS (LOWER(json_extract(alert, '$.labels.alertname'))) VIRTUAL,
  PRIMARY KEY (source, fingerprint, starts_at)
);

CREATE TABLE approvals (
  request_id TEXT NOT NULL REFERENCES requests (id),
  mapped_user TEXT NOT NULL,
  person TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('approve', 'deny')),
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (request_id, mapped_user)
);

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

CREATE TABLE break_glass (
  request_id TEXT PRIMARY KEY REFERENCES requests (id),
  person TEXT NOT NULL,
  mapped_user TEXT NOT NULL,
  reason TEXT NOT NULL,
  per_hour INTEGER NOT NULL,
  reviewers TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

CREATE TABLE channel_traffic (
  channel TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  traffic TEXT NOT NULL
);

CREATE TABLE contexts (
  incident_id TEXT PRIMARY KEY REFERENCES incidents (id),
  collected_at BIGINT NOT NULL,
  context TEXT NOT NULL
);

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE debts (
  request_id TEXT PRIMARY KEY REFERENCES break_glass (request_id),
  number INTEGER NOT NULL UNIQUE,
  owed_by_user TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  remind_at BIGINT NOT NULL,
  reminders INTEGER NOT NULL DEFAULT 0,
  reviewed_at BIGINT,
  reviewer TEXT,
  reviewer_user TEXT,
  verdict TEXT CHECK (verdict IN ('ok', 'not-ok')),
  review TEXT,
  CHECK (reviewer_user IS NULL OR reviewer_user <> owed_by_user)
);

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  delivery TEXT NOT NULL,
  applied_at BIGINT
);

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

CREATE TABLE executions (
  id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL UNIQUE REFERENCES requests (id),
  started_at BIGINT NOT NULL,
  called_at BIGINT,
  finished_at BIGINT,
  outcome TEXT,
  message TEXT,
  verdict TEXT
, steps TEXT, progress TEXT, aborted TEXT);

CREATE TABLE freezes (
  id TEXT PRIMARY KEY,
  cluster TEXT,
  namespace TEXT,
  frozen_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ends_at BIGINT,
  ended_at BIGINT
);

CREATE TABLE incident_links (
  incident_id TEXT PRIMARY KEY REFERENCES incidents (id),
  parent_id TEXT REFERENCES incidents (id),
  cause TEXT
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

CREATE TABLE inputs (
  id TEXT PRIMARY KEY,
  deduplication_key TEXT NOT NULL UNIQUE,
  received_at BIGINT NOT NULL,
  input TEXT NOT NULL
);

CREATE TABLE logins (
  slack_user TEXT PRIMARY KEY,
  identity TEXT NOT NULL,
  day TEXT NOT NULL
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
, wanted_at BIGINT, folded_into TEXT);

CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL, oldest_beside INTEGER NOT NULL DEFAULT 1);

CREATE TABLE probe (
  id INTEGER PRIMARY KEY,
  committed_at BIGINT NOT NULL
);

CREATE TABLE replicas (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  known_schema INTEGER NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  parts TEXT NOT NULL
);

CREATE TABLE request_news (
  request_id TEXT NOT NULL REFERENCES requests (id),
  fact TEXT NOT NULL,
  mapped_user TEXT NOT NULL,
  words TEXT NOT NULL,
  told_at BIGINT NOT NULL,
  PRIMARY KEY (request_id, fact, mapped_user)
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

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  value TEXT NOT NULL
);

CREATE TABLE slack_budgets (
  name TEXT PRIMARY KEY,
  next_at BIGINT NOT NULL
);

CREATE TABLE storm_members (
  storm_id TEXT NOT NULL REFERENCES storms (id),
  incident_id TEXT NOT NULL REFERENCES incidents (id),
  folded_at BIGINT NOT NULL,
  alert_name TEXT NOT NULL,
  namespace TEXT NOT NULL,
  node TEXT NOT NULL,
  severity TEXT NOT NULL,
  cause TEXT,
  PRIMARY KEY (storm_id, incident_id)
);

CREATE TABLE storms (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  acknowledged_by TEXT,
  acknowledged_at BIGINT
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

CREATE TABLE watchdogs (
  source TEXT NOT NULL,
  cluster TEXT NOT NULL,
  heard_at BIGINT NOT NULL,
  watchdog TEXT NOT NULL,
  PRIMARY KEY (source, cluster)
);

CREATE INDEX alerts_by_incident ON alerts (incident_id, starts_at);

CREATE INDEX alerts_by_name ON alerts (name, starts_at);

CREATE INDEX alerts_by_start ON alerts (starts_at);

CREATE INDEX audit_by_incident ON audit (incident_id, seq);

CREATE INDEX audit_seals ON audit (seq) WHERE kind = 'sealed';

CREATE INDEX break_glass_by_use ON break_glass (mapped_user, used_at);

CREATE INDEX debts_open ON debts (number) WHERE reviewed_at IS NULL;

CREATE INDEX deliveries_by_age ON deliveries (received_at);

CREATE INDEX due_by_kind ON due (kind, COALESCE(lease_until, due_at));

CREATE INDEX due_by_time ON due (COALESCE(lease_until, due_at));

CREATE INDEX executions_by_start ON executions (started_at);

CREATE INDEX freezes_running ON freezes (id) WHERE ended_at IS NULL;

CREATE INDEX incident_links_by_cause ON incident_links (cause, incident_id);

CREATE INDEX incident_links_by_parent ON incident_links (parent_id, incident_id);

CREATE INDEX incidents_by_key ON incidents (key, number);

CREATE INDEX incidents_by_state ON incidents (state, number);

CREATE UNIQUE INDEX incidents_one_open_a_key ON incidents (key) WHERE state <> 'closed';

CREATE INDEX inputs_by_age ON inputs (received_at);

CREATE INDEX messages_by_digest ON messages (folded_into);

CREATE INDEX messages_by_incident ON messages (incident_id, kind);

CREATE INDEX messages_by_request ON messages (request_id);

CREATE INDEX messages_by_thread ON messages (thread_of);

CREATE INDEX messages_by_ts ON messages (channel, ts);

CREATE INDEX requests_by_incident ON requests (incident_id, asked_at);

CREATE INDEX requests_by_state ON requests (state, asked_at);

CREATE INDEX storm_members_by_age ON storm_members (storm_id, folded_at);

CREATE INDEX storm_members_by_incident ON storm_members (incident_id);

CREATE UNIQUE INDEX storms_one_running_a_channel ON storms (channel) WHERE ended_at IS NULL;
