import { evaluatePromql } from './evaluate-promql.ts';
import { parsePromql } from './parse-promql.ts';
import { keyOf, type Labels, type TimeSeries } from './time-series.ts';
import type { Expression } from './promql-syntax.ts';

/** https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ */
export interface AlertingRule {
  alert: string;
  expr: string;
  forMs: number;
  /** Prometheus' keep_firing_for: goes on firing this long after the expression gave nothing any more. */
  keepFiringForMs?: number;
  labels: Labels;
  /** May contain {{ $labels.NAME }} and {{ $value }}. */
  annotations: Labels;
}

export interface RuleAlert {
  rule: AlertingRule;
  /** With alertname and the rule's labels. */
  labels: Labels;
  annotations: Labels;
  state: 'pending' | 'firing' | 'resolved';
  activeAt: number;
  /** When the expression gave it last. */
  seenAt: number;
  firedAt: number | undefined;
  resolvedAt: number | undefined;
  value: number;
}

/** Evaluates rules and keeps their alerts through pending, firing and resolved, as Prometheus does. */
export class AlertingRules {
  readonly #rules: { rule: AlertingRule; expression: Expression }[];
  readonly #alerts = new Map<string, RuleAlert>();

  constructor(rules: readonly AlertingRule[]) {
    this.#rules = rules.map((rule) => ({ rule, expression: parsePromql(rule.expr) }));
  }

  rules(): readonly AlertingRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Pending and firing ones, and those that resolved and were not yet forgotten. */
  alerts(): readonly RuleAlert[] {
    return [...this.#alerts.values()];
  }

  /** One evaluation of all rules at a moment. A pending alert whose expression is empty again is forgotten. */
  evaluate(at: number, series: TimeSeries): void {
    const active = new Set<string>();
    for (const { rule, expression } of this.#rules) {
      const result = evaluatePromql(expression, at, series);
      const samples = result.type === 'vector' ? result.samples : [];
      for (const sample of samples) {
        const labels = withoutEmpty({ ...sample.labels, ...rule.labels, alertname: rule.alert });
        const key = keyOf(labels);
        active.add(key);
        this.#activate(key, rule, labels, at, sample.value);
      }
    }
    for (const [key, alert] of this.#alerts) {
      if (active.has(key)) continue;
      if (alert.state === 'pending') this.#alerts.delete(key);
      else if (alert.state === 'firing') {
        if (at - alert.seenAt < (alert.rule.keepFiringForMs ?? 0)) continue;
        this.#alerts.set(key, { ...alert, state: 'resolved', resolvedAt: at });
      }
      // Prometheus keeps a resolved alert for fifteen minutes, so that Alertmanager surely hears of it.
      else if (at - (alert.resolvedAt ?? at) > 900_000) this.#alerts.delete(key);
    }
  }

  #activate(key: string, rule: AlertingRule, labels: Labels, at: number, value: number): void {
    const known = this.#alerts.get(key);
    const going = known !== undefined && known.state !== 'resolved' ? known : undefined;
    const activeAt = going?.activeAt ?? at;
    const firing = going?.state === 'firing' || at - activeAt >= rule.forMs;
    const annotations = Object.fromEntries(
      Object.entries(rule.annotations).map(([name, text]) => [name, expand(text, labels, value)]),
    );
    this.#alerts.set(key, {
      rule,
      labels,
      annotations,
      state: firing ? 'firing' : 'pending',
      activeAt,
      seenAt: at,
      firedAt: firing ? (going?.firedAt ?? at) : undefined,
      resolvedAt: undefined,
      value,
    });
  }
}

function expand(text: string, labels: Labels, value: number): string {
  return text.replace(/\{\{\s*\$(?:labels\.(\w+)|value)\s*\}\}/g, (_whole, label: string | undefined) =>
    label === undefined ? String(Math.round(value * 100) / 100) : (labels[label] ?? ''),
  );
}

/** The metric's name is no label of an alert; a label with an empty value is none. */
function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name, value]) => value !== '' && name !== '__name__'),
  );
}
