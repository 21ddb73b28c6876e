import { expect, it } from 'vitest';
import { applyPatch } from '../../../../src/drill/kubernetes/patch/apply-patch.ts';
import { applyStrategicMergePatch } from '../../../../src/drill/kubernetes/patch/strategic-merge-patch.ts';

it('applying again removes what the manifest no longer says, and leaves what others added', () => {
  const before = {
    replicas: 2,
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'a:1' },
          { name: 'b', image: 'b:1' },
        ],
      },
    },
  };
  const live = structuredClone(before) as typeof before & { minReadySeconds?: number };
  live.minReadySeconds = 5;
  live.template.spec.containers.push({ name: 'sidecar', image: 's:1' });
  const manifest = { template: { spec: { containers: [{ name: 'a', image: 'a:2' }] } } };
  const patch = applyPatch(before, manifest, 'apps.DeploymentSpec');
  expect(applyStrategicMergePatch(live, patch, 'apps.DeploymentSpec')).toEqual({
    minReadySeconds: 5,
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'a:2' },
          { name: 'sidecar', image: 's:1' },
        ],
      },
    },
  });
});
