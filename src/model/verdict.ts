/** What verification found. Ends within a stated deadline as `unknown`, never as `worked` by default. */
export interface Verdict {
  result: 'worked' | 'no-effect' | 'worse' | 'unknown';
  /** In words with numbers before and after: `3 of 3 pods available (1 before), no restarts for 20 s`. */
  sentence: string;
  at: number;
}

export const verdictWords: Readonly<Record<Verdict['result'], string>> = {
  worked: 'Worked',
  'no-effect': 'No effect',
  worse: 'Worse than before',
  unknown: 'Unknown',
};
