/** The name of a series without labels. */
export const unnamed = 'value';

/** What tells series apart: the values of the labels in which they differ; `value` for a single one without a name. */
export function seriesNames(series: readonly Readonly<Record<string, string>>[]): string[] {
  const keys = [...new Set(series.flatMap((labels) => Object.keys(labels)))].sort();
  const differing = keys.filter((key) => new Set(series.map((labels) => labels[key])).size > 1);
  return series.map((labels) => {
    // A single series is told by what its alert is about, not by the scrape.
    const shown = series.length === 1 ? keys.filter((key) => telling.has(key)) : differing;
    const values = shown.map((key) => labels[key]).filter((value) => value !== undefined && value !== '');
    return values.length === 0 ? (labels['__name__'] ?? unnamed) : values.join(' ');
  });
}

const telling = new Set([
  'namespace',
  'pod',
  'container',
  'deployment',
  'service',
  'node',
  'horizontalpodautoscaler',
  'statefulset',
]);
