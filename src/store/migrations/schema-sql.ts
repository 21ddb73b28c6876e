/** The newest step that was applied, as `number`. */
export const newestStepSql = 'SELECT COALESCE(MAX(number), 0) AS number FROM migrations';

/** The step that brought the column `oldest_beside`. */
export const stepWithOldestBeside = 4;

/** Of the steps after $1: the oldest schema whose bots may run beside them, as `oldest`. */
export const oldestBesideSql =
  'SELECT COALESCE(MAX(oldest_beside), 1) AS oldest FROM migrations WHERE number > $1';

/** Writes that of a step. */
export const keepOldestBesideSql = 'UPDATE migrations SET oldest_beside = $2 WHERE number = $1';

/** The processes that were heard within the last $1 milliseconds. */
export const runningSql = `SELECT name, version, known_schema AS "knownSchema" FROM replicas
  WHERE seen_at > now_ms() - $1 ORDER BY name`;
