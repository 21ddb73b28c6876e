import { describe, expect, it } from 'vitest';
import { chartSvg } from '../../../src/context/chart/chart-svg.ts';
import { ChartError, renderChart } from '../../../src/context/chart/render-chart.ts';
import type { MetricFacts } from '../../../src/model/evidence.ts';

const end = Date.parse('2026-11-24T03:10:00Z');
const points = (value: (index: number) => number) =>
  Array.from({ length: 240 }, (_, index) => [end - (239 - index) * 15_000, value(index)] as const);
const metric: MetricFacts = {
  expression: 'x > 0.8',
  plotted: 'x',
  comparison: '>',
  threshold: 0.8,
  series: [
    { labels: { pod: 'a', job: 'j' }, points: points((index) => index / 240) },
    { labels: { pod: 'b', job: 'j' }, points: points(() => 0.2) },
  ],
};

describe('chartSvg', () => {
  const svg = chartSvg(metric, { title: 'High', firingSince: end - 600_000 });

  it('shows threshold, band of firing, times in UTC and what tells the lines apart', () => {
    expect(svg).toContain('fires &gt; 0.8');
    expect(svg).toContain('>firing<');
    expect(svg).toContain('2026-11-24 UTC');
    expect(svg).toContain('>02:30<');
    expect(svg).toMatch(/>a<.*>b</);
    expect(svg).not.toContain('>j<');
    expect(svg.match(/<path/g)).toHaveLength(2);
  });

  it('is the same for the same facts', () => {
    expect(chartSvg(metric, { title: 'High', firingSince: end - 600_000 })).toBe(svg);
  });

  it('leaves a gap where nothing was measured', () => {
    const holed = points(() => 0.5).filter((_, index) => index < 100 || index > 140);
    const [path = ''] =
      /d="[^"]*"/.exec(chartSvg({ ...metric, series: [{ labels: {}, points: holed }] }, { title: '' })) ?? [];
    expect(path.match(/M/g)).toHaveLength(2);
  });

  it('counts bytes in round binary steps', () => {
    const bytes = { ...metric, plotted: 'container_memory_working_set_bytes', threshold: 500 * 2 ** 20 };
    const memory = chartSvg(
      { ...bytes, series: [{ labels: {}, points: points(() => 400 * 2 ** 20) }] },
      { title: '' },
    );
    expect(memory).toContain('>400 MiB<');
    expect(memory).toContain('fires &gt; 500 MiB');
  });

  it.each([
    ['markup', '</text><script>alert("x")</script>'],
    ['what XML forbids', 'a\u0000b\ud800c\u000bd'],
    ['20 kB', 'x'.repeat(20_000)],
  ])('keeps a title of %s as text', async (_name, title) => {
    const hostile = chartSvg(
      { ...metric, plotted: title, series: [{ labels: { pod: title }, points: points(() => 1) }] },
      { title },
    );
    expect(hostile).not.toContain('<script');
    expect(hostile.length).toBeLessThan(20_000);
    await renderChart({ ...metric, plotted: title }, { title });
  });

  it.each([
    ['one point', [[end, 3]] as const],
    ['a flat line at zero', points(() => 0)],
    ['negative values', points((index) => -index)],
    ['huge values', points((index) => index * 1e300)],
    ['tiny values', points((index) => index * 1e-12)],
  ])('draws %s with finite numbers', (_name, series) => {
    const bare: MetricFacts = { expression: 'x', plotted: 'x', series: [] };
    expect(chartSvg({ ...bare, series: [{ labels: {}, points: series }] }, { title: 't' })).not.toMatch(
      /NaN|Infinity/,
    );
  });
});

describe('renderChart', () => {
  it('makes a PNG, wide enough to read, with text in it', async () => {
    const png = Buffer.from(await renderChart(metric, { title: 'CheckoutCpuHigh' }));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
    expect(png.readUInt32BE(16)).toBe(1440);
    expect(png.length).toBeLessThan(300_000);
    // Without its font resvg draws no text and says nothing: a title must change the picture.
    expect(png.equals(Buffer.from(await renderChart(metric, { title: '' })))).toBe(false);
  });

  it('gives up after its time', async () => {
    await expect(renderChart(metric, { title: 't', timeoutMs: 1 })).rejects.toThrow(ChartError);
  });

  it('refuses to draw nothing', async () => {
    await expect(renderChart({ ...metric, series: [] }, { title: 't' })).rejects.toThrow('no points');
  });
});
