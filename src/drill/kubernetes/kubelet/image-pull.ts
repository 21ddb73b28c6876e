import { createHash } from 'node:crypto';
import type { ContainerBehaviour } from '../container-behaviour.ts';
import { RestartBackOff } from './restart-back-off.ts';

const defaultPullMs = 600;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** `registry/app@sha256:…`: the same image has the same id on every node. */
export function imageId(image: string): string {
  return `${image.split('@')[0]?.replace(/:[^/:]*$/, '') ?? ''}@sha256:${hash(image)}`;
}

function imageBytes(image: string): number {
  return 20_000_000 + (Number.parseInt(hash(image).slice(0, 6), 16) % 80_000_000);
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(3).replace(/\.?0+$/, '')}s`;
}

/** What pulling needs of the container it is for. */
export interface PullSurroundings {
  image: string;
  policy: string | undefined;
  isPresent: () => boolean;
  markPresent: () => void;
  event: (type: 'Normal' | 'Warning', reason: string, message: string) => void;
  after: (simulatedMs: number, action: () => void) => void;
  wait: (reason: string, message: string) => void;
}

/** Brings one image to the node for one container, with the kubelet's back-off when it cannot be had. */
export class ImagePull {
  readonly #around: PullSurroundings;
  readonly #backOff = new RestartBackOff();

  constructor(around: PullSurroundings) {
    this.#around = around;
  }

  /** @param again called when the back-off is over: the whole start is tried anew. */
  begin(behaviour: ContainerBehaviour, then: { present: () => void; again: () => void }): void {
    const { image, policy, isPresent, markPresent, event, after } = this.#around;
    const fails = behaviour.kind === 'image-pull-error';
    if (isPresent() && policy !== 'Always' && !fails) {
      event('Normal', 'Pulled', `Container image "${image}" already present on machine`);
      then.present();
      return;
    }
    event('Normal', 'Pulling', `Pulling image "${image}"`);
    const fullMs = behaviour.pullMs ?? defaultPullMs;
    const ms = isPresent() ? fullMs / 3 : fullMs;
    after(ms, () => {
      if (fails) {
        this.#fail(behaviour.message, then.again);
        return;
      }
      markPresent();
      const took = duration(ms);
      event(
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${imageBytes(image)} bytes.`,
      );
      then.present();
    });
  }

  #fail(message: string, again: () => void): void {
    const { image, event, after, wait } = this.#around;
    event('Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
    event('Warning', 'Failed', 'Error: ErrImagePull');
    wait('ErrImagePull', message);
    this.#backOff.next();
    after(1000, () => {
      event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
      event('Warning', 'Failed', 'Error: ImagePullBackOff');
      wait('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${message}`);
    });
    after(this.#backOff.currentMs, again);
  }
}
