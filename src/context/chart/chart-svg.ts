import { scaleLinear, scaleUtc } from 'd3-scale';
import { line } from 'd3-shape';
import type { MetricFacts } from '../../model/evidence.ts';
import { formatWithUnit, type Unit } from './format-value.ts';
import { seriesNames, unnamed } from './series-names.ts';
import { unitOf } from './unit-of.ts';

export interface ChartOptions {
  /** Above the chart: the alert's name. */
  title: string;
  /** When the alert fired, in milliseconds; the band of firing begins here. */
  firingSince?: number;
  /** When it ended; absent: it fires until the right edge. */
  firingUntil?: number;
}

/**
 * In CSS pixels. Slack shows a picture about 360 px wide in a channel: type of 12 px in a drawing of 480 px stays legible
 * there, and the whole is sharp on a click.
 */
export const chartWidth = 480;

const box = { left: 62, right: chartWidth - 14, top: 58, bottom: 222 };
const legendTop = 258;
const legendRow = 17;
/** Told apart also without colours: by lightness, and by the legend's order. */
const colours = ['#1264a3', '#d9730d', '#2a7d46', '#8e44ad', '#5f6b7a'] as const;
const ink = '#1d1c1d';
const faint = '#616061';
const red = '#c01343';

type Point = readonly [number, number];

/** The chart of a metric as SVG. Pure: the same facts give the same picture. Times are UTC. */
export function chartSvg(metric: MetricFacts, options: ChartOptions): string {
  const unit = unitOf(metric.plotted);
  const series = metric.series.slice(0, colours.length);
  const points = series.flatMap((entry) => entry.points);
  const x = scaleUtc().domain(timeRange(points)).range([box.left, box.right]);
  const size = stepUnit(points, metric.threshold, unit);
  const y = scaleLinear()
    .domain(valueRange(points, metric.threshold).map((value) => value / size))
    .nice(5)
    .range([box.bottom, box.top]);
  const place = (value: number): number => y(value / size);
  const names = seriesNames(series.map((entry) => entry.labels));
  const height = legendTop + Math.ceil(names.length / 2) * legendRow - 4;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${chartWidth}" height="${height}" viewBox="0 0 ${chartWidth} ${height}" font-family="DejaVu Sans">`,
    `<rect width="${chartWidth}" height="${height}" fill="#ffffff"/>`,
    text(14, 24, clipped(options.title, 30), { size: 15, colour: ink }),
    text(box.right, 24, dayText(x.domain()), { size: 11, colour: faint, anchor: 'end' }),
    text(14, 43, clipped(metric.plotted, 70), { size: 11, colour: faint }),
    firingBand(options, x),
    ...y.ticks(5).map((tick) => valueLine(y(tick), formatWithUnit(tick * size, unit))),
    ...x.ticks(5).map((tick) => timeMark(x(tick), tick)),
    ...series.map((entry, index) => curve(entry.points, x, place, colours[index] ?? ink)),
    thresholdLine(metric, unit, place),
    ...legend(names),
    '</svg>',
  ];
  return parts.join('');
}

type TimeScale = ReturnType<typeof scaleUtc<number>>;
type ValueScale = (value: number) => number;

/** One moment alone gets the hour before it. */
function timeRange(points: readonly Point[]): [number, number] {
  const times = points.map(([at]) => at);
  const from = times.reduce((low, at) => Math.min(low, at), Infinity);
  const until = times.reduce((high, at) => Math.max(high, at), 0);
  return from < until ? [from, until] : [until - 3_600_000, until];
}

/** What ticks are counted in: round numbers of MiB, of milliseconds, of percent. */
function stepUnit(points: readonly Point[], threshold: number | undefined, unit: Unit): number {
  const highest = points.reduce(
    (most, [, value]) => Math.max(most, Math.abs(value)),
    Math.abs(threshold ?? 0),
  );
  const steps =
    unit === 'bytes' ? [2 ** 40, 2 ** 30, 2 ** 20, 2 ** 10] : unit === 'seconds' ? [86_400, 3600, 60] : [];
  return steps.find((step) => highest >= step * 2) ?? 1;
}

/** From zero where that costs less than half of the height, else around the values; a flat line gets some air. */
function valueRange(points: readonly Point[], threshold: number | undefined): [number, number] {
  const values = [...points.map(([, value]) => value), ...(threshold === undefined ? [] : [threshold])];
  let low = values.reduce((least, value) => Math.min(least, value), Infinity);
  let high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!Number.isFinite(low) || !Number.isFinite(high)) [low, high] = [0, 1];
  if (low > 0 && low < high / 2 + Number.EPSILON) low = 0;
  if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(0, low * 1.2), Math.max(0, high * 1.2)];
  return [low, high + (high - low) * 0.06];
}

function curve(points: readonly Point[], x: TimeScale, y: ValueScale, colour: string): string {
  const gap = largestStep(points);
  const path = line<Point | undefined>()
    .defined((point) => point !== undefined)
    .x((point) => rounded(x(point?.[0] ?? 0)))
    .y((point) => rounded(y(point?.[1] ?? 0)))([...withGaps(points, gap)]);
  const [only] = points;
  if (points.length === 1 && only !== undefined) {
    return `<circle cx="${rounded(x(only[0]))}" cy="${rounded(y(only[1]))}" r="4" fill="${colour}"/>`;
  }
  return `<path d="${path ?? ''}" fill="none" stroke="${colour}" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round"/>`;
}

/** Twice the usual distance between points; beyond it nothing was measured, and no line is drawn. */
function largestStep(points: readonly Point[]): number {
  const steps = points.slice(1).map(([at], index) => at - (points[index]?.[0] ?? at));
  steps.sort((one, other) => one - other);
  return (steps[Math.floor(steps.length / 2)] ?? Infinity) * 2.5;
}

function* withGaps(points: readonly Point[], gap: number): Generator<Point | undefined> {
  let before: number | undefined;
  for (const point of points) {
    if (before !== undefined && point[0] - before > gap) yield undefined;
    yield point;
    [before] = point;
  }
}

function valueLine(height: number, label: string): string {
  const at = rounded(height);
  return (
    `<line x1="${box.left}" x2="${box.right}" y1="${at}" y2="${at}" stroke="#e3e3e3" stroke-width="1"/>` +
    text(box.left - 7, at + 4, label, { size: 11.5, colour: faint, anchor: 'end' })
  );
}

function timeMark(place: number, time: Date): string {
  const at = rounded(place);
  // A label at the very edge would be cut off.
  if (at < box.left + 12 || at > box.right - 12) return '';
  return (
    `<line x1="${at}" x2="${at}" y1="${box.bottom}" y2="${box.bottom + 5}" stroke="${faint}" stroke-width="1"/>` +
    text(at, box.bottom + 18, time.toISOString().slice(11, 16), {
      size: 11.5,
      colour: faint,
      anchor: 'middle',
    })
  );
}

function dayText([from, to]: readonly Date[]): string {
  const days = [from, to].map((day) => day?.toISOString().slice(0, 10));
  return `${days[0] === days[1] ? days[0] : days.join(' to ')} UTC`;
}

function firingBand({ firingSince, firingUntil }: ChartOptions, x: TimeScale): string {
  if (firingSince === undefined) return '';
  const left = rounded(Math.max(box.left, x(firingSince)));
  const right = rounded(Math.min(box.right, firingUntil === undefined ? box.right : x(firingUntil)));
  if (right <= left || left >= box.right) return '';
  const label = right - left > 46 ? text(left + 6, box.top + 13, 'firing', { size: 12, colour: red }) : '';
  return (
    `<rect x="${left}" y="${box.top}" width="${rounded(right - left)}" height="${box.bottom - box.top}" fill="${red}" fill-opacity="0.09"/>` +
    (x(firingSince) < box.left
      ? ''
      : `<line x1="${left}" x2="${left}" y1="${box.top}" y2="${box.bottom}" stroke="${red}" stroke-width="1" stroke-opacity="0.6"/>`) +
    label
  );
}

function thresholdLine({ threshold, comparison }: MetricFacts, unit: Unit, y: ValueScale): string {
  if (threshold === undefined) return '';
  const at = rounded(y(threshold));
  const label = `fires ${comparison ?? ''} ${formatWithUnit(threshold, unit)}`.replace(/ {2}/g, ' ');
  // Beside the line where there is room: below it at the top.
  const labelAt = at - box.top < 34 ? at + 16 : at - 7;
  const width = label.length * 6.4 + 8;
  return (
    `<line x1="${box.left}" x2="${box.right}" y1="${at}" y2="${at}" stroke="${red}" stroke-width="1.6" stroke-dasharray="7 5"/>` +
    `<rect x="${box.left + 4}" y="${labelAt - 12}" width="${rounded(width)}" height="16" rx="2" fill="#ffffff" fill-opacity="0.85"/>` +
    text(box.left + 8, labelAt, label, { size: 12, colour: red })
  );
}

/** Two a row. A single line without a name of its own needs none. */
function legend(names: readonly string[]): string[] {
  if (names.length === 1 && names[0] === unnamed) return [];
  const width = (box.right - 14) / 2;
  return names.map((name, index) => {
    const left = 14 + (index % 2) * width;
    const at = legendTop + Math.floor(index / 2) * legendRow;
    return (
      `<rect x="${rounded(left)}" y="${at - 7}" width="14" height="5" fill="${colours[index] ?? ink}"/>` +
      text(left + 20, at, clipped(name, 29), { size: 11.5, colour: ink })
    );
  });
}

function text(
  x: number,
  y: number,
  content: string,
  { size, colour, anchor = 'start' }: { size: number; colour: string; anchor?: 'start' | 'middle' | 'end' },
): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" font-size="${size}" fill="${colour}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function clipped(content: string, limit: number): string {
  const points = Array.from(content);
  return points.length > limit ? `${points.slice(0, Math.max(1, limit - 1)).join('')}…` : content;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Labels are text from outside; what XML does not allow at all is dropped. */
function escaped(content: string): string {
  return content
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (found) => entities[found] ?? '');
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
