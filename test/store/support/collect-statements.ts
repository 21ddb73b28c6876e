import { readFileSync } from 'node:fs';

/**
 * `node collect-statements.ts RECORDED SCHEMA > ../migrations/statements-of-schema-N.json`: of what the suite said to both
 * engines (RECORD_STATEMENTS, see record-statements.ts) each statement once, the shortest of those that differ only in how
 * many rows or values they list.
 */
const [, , recordedFile = '', schema = ''] = process.argv;

type Engine = 'sqlite' | 'postgres';
const found: Record<Engine, Map<string, string>> = { sqlite: new Map(), postgres: new Map() };
for (const line of readFileSync(recordedFile, 'utf8').trim().split('\n')) {
  const [engine, text] = JSON.parse(line) as [Engine, string];
  const sql = text.replace(/\s+/g, ' ').trim();
  const pattern = sql
    .replace(/\((?:\$\d+(?:, )?)+\)/g, '(?)')
    .replace(/\(\?\)(, \(\?\))*/g, '(?)')
    .replace(/(?:\(\$[^()]*(?:\(\))?[^()]*\)(?:, )?){2,}/g, '(rows)');
  const shortest = found[engine].get(pattern);
  if (shortest === undefined || sql.length < shortest.length) found[engine].set(pattern, sql);
}
const [sqlite, postgres] = [[...found.sqlite.values()].sort(), [...found.postgres.values()].sort()];
const both = sqlite.filter((sql) => postgres.includes(sql));
const only = (list: readonly string[]): string[] => list.filter((sql) => !both.includes(sql));
const statements = { schema: Number(schema), both, sqlite: only(sqlite), postgres: only(postgres) };
process.stdout.write(`${JSON.stringify(statements, undefined, 2)}\n`);
