import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { cleanText } from '../clean-text.ts';
import type { Transaction, Value } from '../transaction.ts';

/** Prepared statements kept a connection; lists of values make a few texts each, never hundreds. */
const maxStatements = 300;

/** Statements on a connection whose BEGIN and COMMIT somebody else does. */
export class SqliteTransaction implements Transaction {
  readonly engine = 'sqlite';
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async query<Row extends object>(sql: string, parameters: readonly Value[] = []): Promise<Row[]> {
    return this.#statement(sql).all(...parameters.map(bindable)) as Row[];
  }

  /** SQLite's own `?1` is bound by position, which is faster than a name for each value. */
  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql.replaceAll(/\$(\d+)/g, '?$1'));
      if (this.#statements.size >= maxStatements) this.#statements.clear();
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function bindable(value: Value): SQLInputValue {
  if (value === undefined) return null;
  return typeof value === 'string' ? cleanText(value) : value;
}
