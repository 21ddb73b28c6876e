import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { moduleBeside } from '../../config/module-beside.ts';
import { startThread } from '../../config/start-thread.ts';
import type { MetricFacts } from '../../model/evidence.ts';
import { chartSvg, chartWidth, type ChartOptions } from './chart-svg.ts';

export interface RenderOptions extends ChartOptions {
  /** Default 5000. */
  timeoutMs?: number;
}

/** Three times the drawn size: sharp when it is opened. */
const scale = 3;
/** Slack takes far more; a chart of this size is about 60 kB. */
const maxBytes = 2 * 1024 * 1024;

/** The font that is shipped with this file: without one resvg draws no text, and does not say so. */
const fontFile = fileURLToPath(new URL('./font/DejaVuSans.ttf', import.meta.url));
const workerFile = moduleBeside(import.meta.url, './chart-worker');

/** Why there is no chart; the message is a sentence. */
export class ChartError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ChartError';
  }
}

/**
 * Draws the metric with its threshold and the time of firing as a PNG 1440 pixels wide, in a thread of its own.
 * @throws ChartError when there is nothing to draw, it takes too long, or it fails
 */
export async function renderChart(metric: MetricFacts, options: RenderOptions): Promise<Uint8Array> {
  if (!metric.series.some(({ points }) => points.length > 0))
    throw new ChartError('There are no points to draw');
  const { timeoutMs = 5000 } = options;
  const workerData = { svg: chartSvg(metric, options), fontFile, width: chartWidth * scale };
  const worker = startThread(workerFile, { workerData, resourceLimits: { maxOldGenerationSizeMb: 128 } });
  try {
    return await picture(worker, timeoutMs);
  } finally {
    await worker.terminate();
  }
}

async function picture(worker: Worker, timeoutMs: number): Promise<Uint8Array> {
  return await new Promise<Uint8Array>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new ChartError(`The chart was not drawn within ${Math.round(timeoutMs / 100) / 10} s`));
    }, timeoutMs);
    worker.on('message', (png: unknown) => {
      if (!(png instanceof Uint8Array)) reject(new ChartError('The chart could not be drawn'));
      else if (png.length > maxBytes) reject(new ChartError('The chart is too large'));
      else resolve(png);
    });
    worker.on('error', (error) => reject(new ChartError('The chart could not be drawn', { cause: error })));
    worker.on('exit', () => reject(new ChartError('The chart could not be drawn')));
    worker.once('exit', () => clearTimeout(timer));
  });
}
