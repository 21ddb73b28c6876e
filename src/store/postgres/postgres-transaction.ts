import type { PoolClient } from 'pg';
import { cleanText } from '../clean-text.ts';
import type { Transaction, Value } from '../transaction.ts';

/** Statements on a connection that is taken and begun with the first of them: reading a webhook body needs none. */
export class PostgresTransaction implements Transaction {
  readonly engine = 'postgres';
  readonly #begin: () => Promise<PoolClient>;
  #client: Promise<PoolClient> | undefined;

  constructor(begin: () => Promise<PoolClient>) {
    this.#begin = begin;
  }

  async query<Row extends object>(sql: string, parameters: readonly Value[] = []): Promise<Row[]> {
    this.#client ??= this.#begin();
    const client = await this.#client;
    const { rows } = await client.query<Row>(sql, parameters.map(bindable));
    return rows;
  }
}

function bindable(value: Value): string | number | null | Buffer {
  if (value === undefined) return null;
  if (typeof value === 'string') return cleanText(value);
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}
