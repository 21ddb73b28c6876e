import type { Severity } from '../../model/severity.ts';

/** Never the colour alone: people see colours differently and screen readers say the word. */
export const severityWords: Readonly<Record<Severity, { emoji: string; word: string }>> = {
  critical: { emoji: '🔴', word: 'Critical' },
  warning: { emoji: '🟠', word: 'Warning' },
  unknown: { emoji: '🟠', word: 'Severity not stated' },
  info: { emoji: '🔵', word: 'Info' },
  none: { emoji: '⚪', word: 'No severity' },
};
