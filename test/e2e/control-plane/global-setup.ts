import { buildControlPlane } from './build-control-plane.ts';

/** Before the first test, where no time limit of a test or a hook cuts a build of some minutes short. */
export async function setup(): Promise<void> {
  await buildControlPlane();
}
