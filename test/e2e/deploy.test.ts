import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyManifests } from './support/apply-manifests.ts';
import { listField, textField } from './support/field.ts';
import { repository } from './support/middlewatch-process.ts';
import { startControlPlane, type ControlPlane } from './support/start-control-plane.ts';
import { waitUntil } from './support/wait-until.ts';

describe('deploy/kubernetes.yaml', () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  });
  afterAll(() => plane.stop());

  it('is accepted by a real API server, and its pod is admitted under the restricted Pod Security Standard', async () => {
    const yaml = await readFile(join(repository, 'deploy', 'kubernetes.yaml'), 'utf8');
    const answers = await applyManifests(plane.admin, yaml);
    expect(
      answers.map((answer) => answer.headers['warning']).filter((warning) => warning !== undefined),
    ).toEqual([]);
    const pod = await waitUntil(
      async () => {
        const pods = await plane.admin.expect({ method: 'GET', path: '/api/v1/namespaces/middlewatch/pods' });
        return listField(pods, 'items')[0];
      },
      { what: 'a pod of Middlewatch' },
    );
    expect(textField(pod, 'spec.serviceAccountName')).toBe('middlewatch');
  });
});
