import { parentPort, workerData } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';

/** One picture, then the thread ends: resvg blocks its thread and cannot be interrupted any other way. */
interface Work {
  svg: string;
  fontFile: string;
  width: number;
}

const { svg, fontFile, width } = workerData as Work;
const picture = new Resvg(svg, {
  // Fonts of the host would make the same chart look different, and scanning them takes a second.
  font: { fontFiles: [fontFile], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  fitTo: { mode: 'width', value: width },
}).render();
parentPort?.postMessage(picture.asPng());
