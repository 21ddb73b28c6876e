import type { Migration } from './migration.ts';

/**
 * Retention: an audit record may go once a later record of the chain itself, of the kind `sealed`, names it or one after
 * it. That record must name one that is there, by number and hash. All others stay undeletable.
 */
export const auditSeals: Migration = {
  number: 14,
  name: 'audit-seals',
  // It refuses less than before, and of what it newly refuses (a false seal) no older bot writes any.
  oldestBeside: 1,
  sql: `CREATE INDEX audit_seals ON audit (seq) WHERE kind = 'sealed';`,
  sqlite: `
DROP TRIGGER audit_no_delete;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN OLD.seq > COALESCE((SELECT MAX(json_extract(data, '$.sealed.seq')) FROM audit WHERE kind = 'sealed'), 0)
BEGIN
  SELECT RAISE(ABORT, 'audit records are never deleted');
END;
CREATE TRIGGER audit_seal_is_true BEFORE INSERT ON audit
WHEN NEW.kind = 'sealed' AND NOT EXISTS (SELECT 1 FROM audit
  WHERE seq = json_extract(NEW.data, '$.sealed.seq') AND hash = json_extract(NEW.data, '$.sealed.hash'))
BEGIN
  SELECT RAISE(ABORT, 'an audit seal names a record that is there');
END;
`,
  postgres: `
CREATE FUNCTION audit_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.seq > COALESCE((SELECT MAX(CAST(CAST(data AS JSONB) #>> '{sealed,seq}' AS BIGINT))
      FROM audit WHERE kind = 'sealed'), 0) THEN
    RAISE EXCEPTION 'audit records are never deleted';
  END IF;
  RETURN OLD;
END $$;
DROP TRIGGER audit_no_delete ON audit;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_unsealed();
CREATE FUNCTION audit_seal_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM audit WHERE seq = CAST(CAST(NEW.data AS JSONB) #>> '{sealed,seq}' AS BIGINT)
      AND hash = CAST(NEW.data AS JSONB) #>> '{sealed,hash}') THEN
    RAISE EXCEPTION 'an audit seal names a record that is there';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_seal_is_true BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.kind = 'sealed')
  EXECUTE FUNCTION audit_seal_is_true();
`,
};
