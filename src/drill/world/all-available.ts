import { namespace } from './application.ts';
import { readField, readNumber } from './read-field.ts';
import type { World } from './world.ts';

/** As many pods available as wanted, all of the current template, and the controller has seen the newest spec. */
export function allAvailable(world: World, name: string): boolean {
  const deployment = world.kubernetes.read({ resource: 'deployments.apps', namespace, name });
  const wanted = readNumber(-1, deployment, 'spec', 'replicas');
  return (
    readField(deployment, 'metadata', 'generation') ===
      readField(deployment, 'status', 'observedGeneration') &&
    readNumber(0, deployment, 'status', 'availableReplicas') === wanted &&
    readNumber(0, deployment, 'status', 'updatedReplicas') === wanted
  );
}
