/** Worst first. Labels say `critical`, `warning`, `info`, `none`; other words are kept as `unknown` and count as a warning. */
export type Severity = 'critical' | 'warning' | 'unknown' | 'info' | 'none';

const ranks: Readonly<Record<Severity, number>> = { critical: 4, warning: 3, unknown: 3, info: 2, none: 1 };

/** How grave; a higher number is worse. */
export function severityRank(severity: Severity): number {
  return ranks[severity];
}

/** Reads the label `severity`; `page` and `error` are common words for critical. */
export function readSeverity(label: string | undefined): Severity {
  switch (label?.toLowerCase()) {
    case 'critical':
    case 'page':
    case 'error':
      return 'critical';
    case 'warning':
    case 'warn':
      return 'warning';
    case 'info':
      return 'info';
    case 'none':
      return 'none';
    default:
      return 'unknown';
  }
}

/** The worst of some; `none` of nothing. */
export function worstSeverity(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((worst, one) => (ranks[one] > ranks[worst] ? one : worst), 'none');
}
