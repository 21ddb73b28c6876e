/** Longer words are no typos of ours, and the distance costs the product of both lengths. */
const longestWord = 40;

/**
 * The candidate nearest to a word, or undefined when none is near: at most one slip in a word of up to four letters,
 * two in a longer one. A swap of neighbours counts as one slip. Ties go to the candidate that stands first.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  if (typed.length < 2 || typed.length > longestWord) return undefined;
  let nearest: string | undefined;
  let least = typed.length <= 4 ? 1 : 2;
  for (const candidate of candidates) {
    const distance = editDistance(typed, candidate.toLowerCase());
    if (distance < least || (distance === least && nearest === undefined)) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

/** Optimal string alignment: insert, delete, replace, swap neighbours, each counting one. */
export function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const cost = (above[column - 1] ?? 0) + (same ? 0 : 1);
      let best = Math.min(cost, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1);
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1] && row > 1 && column > 1)
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      line.push(best);
    }
    before = above;
    above = line;
  }
  return above[right.length] ?? 0;
}
