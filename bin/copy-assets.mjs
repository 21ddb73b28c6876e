// Part of prepack: what tsc does not copy beside the compiled files (the drill's page, the chart's font).
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './find-node.mjs';

const assets = ['drill/slack/page', 'context/chart/font'];
for (const asset of assets) cpSync(join(root, 'src', asset), join(root, 'dist', asset), { recursive: true });
