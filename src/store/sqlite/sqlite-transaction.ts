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
    const named: Record<string, SQLInputValue> = {};
    parameters.forEach((value, index) => (named[`$${index + 1}`] = bindable(value)));
    return this.#statement(sql).all(named) as Row[];
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
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
