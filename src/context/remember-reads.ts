import type { ClusterReader } from './collector.ts';

/**
 * The same cluster, but equal reads are one call: collectors stay independent of each other, see the same state, and the
 * API server is asked each question once. Made anew for each collection.
 */
export function rememberReads(cluster: ClusterReader): ClusterReader {
  const answers = new Map<string, Promise<unknown>>();
  const once = <Answer>(key: readonly unknown[], read: () => Promise<Answer>): Promise<Answer> => {
    const name = JSON.stringify(key);
    const known = answers.get(name) as Promise<Answer> | undefined;
    if (known !== undefined) return known;
    const answer = read();
    answers.set(name, answer);
    return answer;
  };
  return {
    name: cluster.name,
    get: (path, options) => once(['get', path, options], () => cluster.get(path, options)),
    list: (path, options) => once(['list', path, options], () => cluster.list(path, options)),
    text: (path, query, options) =>
      once(['text', path, query, options], () => cluster.text(path, query, options)),
  };
}
