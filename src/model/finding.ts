import type { ActionParameters } from './action.ts';

/** The causes that a signature can conclude; one file a family in diagnosis/. */
export type FindingCode =
  'crash-after-rollout' | 'out-of-memory' | 'image-pull-failure' | 'node-not-ready' | 'load-above-capacity';

/** A cause, concluded from evidence, with what would help. */
export interface Finding {
  code: FindingCode;
  confidence: 'certain' | 'likely' | 'possible';
  /** Orders findings: 0 to 100, higher first; a pure function of the evidence. */
  score: number;
  /** One sentence in words, plain text: `checkout crashes since revision 14 was rolled out 3 minutes ago`. */
  sentence: string;
  /** Ids of the evidence it rests on; never empty. */
  cites: readonly string[];
  /** Actions that would help, best first. */
  actions: readonly ActionParameters[];
}
