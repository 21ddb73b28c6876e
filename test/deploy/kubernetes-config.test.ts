import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseConfig } from '../../src/config/load-config.ts';

interface Manifest {
  kind: string;
  data?: Record<string, string>;
}

const manifests = parseAllDocuments(readFileSync('deploy/kubernetes.yaml', 'utf8')).map(
  (document) => document.toJS() as Manifest,
);

it('what deploy/kubernetes.yaml configures is a valid config, with all that the bot can ask', () => {
  const text = manifests.find(({ kind }) => kind === 'ConfigMap')?.data?.['middlewatch.yml'] ?? '';
  const result = parseConfig(text, 'middlewatch.yml');
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  expect(result.warnings).toEqual([]);
  const [cluster] = result.config.clusters;
  // Without it an alert that vanished is never over, and nobody can silence.
  expect(cluster?.alertmanager?.url).toMatch(/^http/);
  expect(cluster?.prometheus?.url).toMatch(/^http/);
  expect(result.config.policy.flatMap(({ actions }) => actions)).toContain('silence');
});
