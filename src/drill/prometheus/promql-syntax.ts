/** The part of PromQL that the simulated Prometheus understands; https://prometheus.io/docs/prometheus/latest/querying/basics/ */
export type Expression =
  | { type: 'number'; value: number }
  | { type: 'selector'; matchers: readonly Matcher[]; rangeMs?: number; offsetMs: number }
  | { type: 'call'; name: string; arguments: readonly Expression[] }
  | { type: 'aggregate'; operation: string; by: readonly string[]; without: boolean; argument: Expression }
  | { type: 'negate'; argument: Expression }
  | {
      type: 'binary';
      operator: BinaryOperator;
      left: Expression;
      right: Expression;
      /** `bool`: a comparison gives 0 or 1 instead of filtering. */
      bool: boolean;
      matching: Matching;
    };

export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** How two vectors are paired: on these labels, or on all but these. */
export interface Matching {
  on: boolean;
  labels: readonly string[];
  /** The side with several series for one of the other: its labels are kept. */
  many: 'none' | 'left' | 'right';
  include: readonly string[];
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '^' | Comparison | 'and' | 'or' | 'unless';
export type Comparison = '==' | '!=' | '>' | '<' | '>=' | '<=';

/** What Prometheus answers with 400 bad_data. */
export class PromqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PromqlError';
  }
}
