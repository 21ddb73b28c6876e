import type { Severity } from './severity.ts';

/** What an incident remembers of the storm that it was folded into. */
export interface Folded {
  storm: string;
  /** When that storm began. */
  since: number;
  /** What the storm's card counts it by. Foreign text. */
  alertName: string;
  node?: string;
  /** As it was when it was decided last whether it gets a card of its own. */
  severity: Severity;
  reopenedCount: number;
  /** Since when it has a card of its own after all. */
  openedAt?: number;
}

/** True while the storm's card stands for it: it has no card of its own. */
export function isFolded({ folded }: { folded?: Folded }): boolean {
  return folded !== undefined && folded.openedAt === undefined;
}
