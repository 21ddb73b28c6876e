/** What is said of several objects: once, with the names of those that it is said of; without names where it holds for all. */
export function withNames(of: readonly { name: string; texts: readonly string[] }[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, texts } of of) {
    for (const text of texts) names.set(text, [...(names.get(text) ?? []), name]);
  }
  return [...names].map(([text, who]) => (who.length === of.length ? text : `${who.join(', ')}: ${text}`));
}
