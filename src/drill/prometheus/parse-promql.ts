import { durationMs, tokenise, unquote, type Token } from './promql-tokens.ts';
import {
  PromqlError,
  type BinaryOperator,
  type Expression,
  type Matcher,
  type Matching,
} from './promql-syntax.ts';

/** Loosest first; `^` binds to the right. https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '>', '<', '>=', '<='],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
];

const aggregations = new Set(['sum', 'min', 'max', 'avg', 'count', 'group']);

/**
 * Reads an expression.
 * @throws PromqlError with the place of the fault
 */
export function parsePromql(text: string): Expression {
  const parser = new Parser(tokenise(text));
  const expression = parser.binary(0);
  parser.end();
  return expression;
}

class Parser {
  readonly #tokens: readonly Token[];
  #place = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  binary(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.binary(level + 1);
    while (operators.includes(this.#peek().text)) {
      const operator = this.#next().text as BinaryOperator;
      const bool = this.#take('bool');
      const matching = this.#matching();
      const right = operator === '^' ? this.binary(level) : this.binary(level + 1);
      left = { type: 'binary', operator, left, right, bool, matching };
    }
    return left;
  }

  end(): void {
    if (this.#peek().kind !== 'end') this.#fail(`unexpected "${this.#peek().text}"`);
  }

  #unary(): Expression {
    if (this.#take('-')) return { type: 'negate', argument: this.#unary() };
    if (this.#take('+')) return this.#unary();
    return this.#primary();
  }

  #primary(): Expression {
    const token = this.#peek();
    if (this.#take('(')) {
      const inner = this.binary(0);
      this.#expect(')');
      return inner;
    }
    if (token.kind === 'number') {
      this.#next();
      return { type: 'number', value: Number(token.text) };
    }
    if (token.text === '{') return this.#selector([]);
    if (token.kind !== 'word')
      return this.#fail(`unexpected "${token.text === '' ? 'end of input' : token.text}"`);
    this.#next();
    if (aggregations.has(token.text)) return this.#aggregate(token.text);
    if (this.#take('(')) {
      const list: Expression[] = [];
      while (!this.#take(')')) {
        list.push(this.binary(0));
        if (this.#peek().text !== ')') this.#expect(',');
      }
      return { type: 'call', name: token.text, arguments: list };
    }
    return this.#selector([{ label: '__name__', operator: '=', value: token.text }]);
  }

  #aggregate(operation: string): Expression {
    let grouping = this.#grouping();
    this.#expect('(');
    const argument = this.binary(0);
    this.#expect(')');
    grouping ??= this.#grouping() ?? { without: false, labels: [] };
    return { type: 'aggregate', operation, by: grouping.labels, without: grouping.without, argument };
  }

  #grouping(): { without: boolean; labels: string[] } | undefined {
    if (this.#take('by')) return { without: false, labels: this.#labels() };
    if (this.#take('without')) return { without: true, labels: this.#labels() };
    return undefined;
  }

  #selector(start: readonly Matcher[]): Expression {
    const matchers = [...start];
    if (this.#take('{')) {
      while (!this.#take('}')) {
        const label = this.#next();
        const operator = this.#next().text;
        const value = this.#next();
        if (label.kind !== 'word' || value.kind !== 'string' || !isMatchOperator(operator))
          this.#fail('bad label matcher');
        else matchers.push({ label: label.text, operator, value: unquote(value.text) });
        if (this.#peek().text !== '}') this.#expect(',');
      }
    }
    const range = this.#take('[') ? this.#duration() : undefined;
    if (range !== undefined) this.#expect(']');
    const offsetMs = this.#take('offset') ? this.#duration() : 0;
    return { type: 'selector', matchers, offsetMs, ...(range === undefined ? {} : { rangeMs: range }) };
  }

  #matching(): Matching {
    const on = this.#peek().text === 'on';
    const given = this.#take('on') || this.#take('ignoring');
    const labels = given ? this.#labels() : [];
    const left = this.#take('group_left');
    const right = !left && this.#take('group_right');
    const include = (left || right) && this.#peek().text === '(' ? this.#labels() : [];
    return { on, labels, many: left ? 'left' : right ? 'right' : 'none', include };
  }

  #labels(): string[] {
    const labels: string[] = [];
    this.#expect('(');
    while (!this.#take(')')) {
      labels.push(this.#next().text);
      if (this.#peek().text !== ')') this.#expect(',');
    }
    return labels;
  }

  #duration(): number {
    const token = this.#next();
    return token.kind === 'duration' ? durationMs(token.text) : this.#fail('expected a duration');
  }

  #peek(): Token {
    return this.#tokens[this.#place] ?? { kind: 'end', text: '', at: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#place += 1;
    return token;
  }

  #take(text: string): boolean {
    if (this.#peek().text !== text || this.#peek().kind === 'string') return false;
    this.#place += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) this.#fail(`expected "${text}", found "${this.#peek().text}"`);
  }

  #fail(problem: string): never {
    throw new PromqlError(`1:${this.#peek().at + 1}: parse error: ${problem}`);
  }
}

function isMatchOperator(text: string): text is Matcher['operator'] {
  return text === '=' || text === '!=' || text === '=~' || text === '!~';
}
