/** Prometheus refuses more points a series (prometheus/prometheus web/api/v1/api.go). */
const maxPoints = 11_000;
/** What a chart of Slack's width can show. */
const wantedPoints = 240;
/** Most scrape intervals are 15 s and more: finer steps only repeat samples. */
const smallestStep = 5;

/** Whole seconds between the points of a range. */
export function queryStep(start: number, end: number): number {
  const seconds = Math.max(0, end - start) / 1000;
  return Math.max(smallestStep, Math.ceil(seconds / wantedPoints), Math.ceil(seconds / maxPoints));
}
