/** What a run found. All three are zero, or the bot is at fault. */
export interface Judgement {
  /** Answered with 200, or approved, and not to be found. */
  lost: string[];
  /** There twice: a card, an incident, a change. */
  duplicated: string[];
  /** There, but not right. */
  wrong: string[];
}

export function noFault(): Judgement {
  return { lost: [], duplicated: [], wrong: [] };
}

/** What another judge found, too. */
export function addTo(judgement: Judgement, more: Judgement): void {
  judgement.lost.push(...more.lost);
  judgement.duplicated.push(...more.duplicated);
  judgement.wrong.push(...more.wrong);
}

/** `lost 0, duplicated 0, wrong 0` */
export function inWords({ lost, duplicated, wrong }: Judgement): string {
  return `lost ${lost.length}, duplicated ${duplicated.length}, wrong ${wrong.length}`;
}

export function isClean({ lost, duplicated, wrong }: Judgement): boolean {
  return lost.length + duplicated.length + wrong.length === 0;
}
