/** What verification found. Ends within a stated deadline as `unknown`, never as `worked` by default. */
export interface Verdict {
  /** `partly`: of several steps only some were carried out; these worked. */
  result: 'worked' | 'partly' | 'no-effect' | 'worse' | 'unknown';
  /** In words with numbers before and after: `3 of 3 pods available (1 before), no restarts for 20 s`. */
  sentence: string;
  at: number;
  /** Of several objects: of each that was changed. */
  parts?: readonly PartVerdict[];
}

/** `name`: `deploy/checkout` */
export type PartVerdict = Pick<Verdict, 'result' | 'sentence'> & { name: string };

export const verdictWords: Readonly<Record<Verdict['result'], string>> = {
  worked: 'Worked',
  partly: 'Partly done',
  'no-effect': 'No effect',
  worse: 'Worse than before',
  unknown: 'Unknown',
};
