import MiniSearch from 'minisearch';
import type { Runbook } from '../model/runbook.ts';

/** Words that stand in every alert and every runbook. */
const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and are as at be been being but by can for from has have if in into is it its more not of on one or than that the then ' +
    'there these they this to too was were when which while will with you your kube kubernetes alert alerts cluster namespace pod ' +
    'pods container value minutes minute hours hour last time runbook check look kubectl get describe all any no only other some'
  ).split(' '),
);

/**
 * How much of what the alert says a runbook must know to be "possibly related": the share of the query's words, each
 * weighed by its rarity. Tried on kube-prometheus' 139 alerts; see test/runbooks/text-search.test.ts.
 */
const cutOff = 0.45;

/** Longer texts are cut: the first words of a description say what is wrong. */
const longestQuery = 600;

interface Indexed {
  index: MiniSearch;
  size: number;
  /** In how many runbooks each word stands. */
  frequency: ReadonlyMap<string, number>;
}

/** The index of a library is built once. */
const indexes = new WeakMap<readonly Runbook[], Indexed>();

/** Runbooks that share enough words with the text, best first, with the share (0 to 1). */
export function searchText(runbooks: readonly Runbook[], text: string): { id: string; share: number }[] {
  const { index, size, frequency } = indexed(runbooks);
  const words = [...new Set(wordsOf(text.slice(0, longestQuery)))];
  if (words.length < 2) return [];
  const weight = (word: string): number => Math.log(1 + size / (frequency.get(word) ?? 0.5));
  const total = words.reduce((sum, word) => sum + weight(word), 0);
  return index
    .search(words.join(' '), { combineWith: 'OR' })
    .flatMap((result) => {
      const matched = words.filter((word) => result.queryTerms.includes(word));
      const share = matched.reduce((sum, word) => sum + weight(word), 0) / total;
      return matched.length >= 2 && share >= cutOff
        ? [{ id: String(result.id), share, score: result.score }]
        : [];
    })
    .sort((one, other) => other.share - one.share || other.score - one.score || (one.id < other.id ? -1 : 1))
    .map(({ id, share }) => ({ id, share }));
}

function indexed(runbooks: readonly Runbook[]): Indexed {
  const there = indexes.get(runbooks);
  if (there !== undefined) return there;
  const frequency = new Map<string, number>();
  const documents = runbooks.map((runbook) => ({
    id: runbook.id,
    title: runbook.title,
    alerts: runbook.alerts.join(' '),
    text: runbook.markdown,
  }));
  for (const { title, alerts, text } of documents) {
    for (const word of new Set(wordsOf(`${title} ${alerts} ${text}`))) {
      frequency.set(word, (frequency.get(word) ?? 0) + 1);
    }
  }
  const index = new MiniSearch({
    fields: ['title', 'alerts', 'text'],
    tokenize: wordsOf,
    processTerm: (term) => term,
    searchOptions: { boost: { title: 3, alerts: 2 } },
  });
  index.addAll(documents);
  const made = { index, size: runbooks.length, frequency };
  indexes.set(runbooks, made);
  return made;
}

/** Words in lower case, CamelCase split, without the stop words; a plural is its singular. */
export function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => (word.length > 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word))
    .filter((word) => word.length > 1 && !stopWords.has(word) && !/^\d+$/.test(word));
}
