import type { ActionCase, Look, Place } from '../action-case.ts';
import { argoRollouts, rolloutPath } from '../argo-rollouts.ts';
import { all, change, has, livePods, readAt, until } from '../look-at.ts';
import { imageField, imageOf } from '../workloads.ts';
import { textField } from '../../support/field.ts';

const merge = 'application/merge-patch+json';
const kind = 'Rollout';
const controller = argoRollouts;
const onStatus = ['patch rollouts.argoproj.io/status'];
const onRollout = ['patch rollouts.argoproj.io'];

/** Two waits for a person, so that a promotion by one step has a next step to wait at. */
const steps = [{ setWeight: 50 }, { pause: {} }, { setWeight: 75 }, { pause: {} }];

const rollout = (strategy: object = { canary: { steps } }, spec: object = {}): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name: 'web', namespace: '{ns}' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    strategy,
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: imageOf('1') }] },
    },
    ...spec,
  },
});

/** Its controller has seen the spec as it is. */
const observed: Look = async (place) => {
  const found = await readAt(place, rolloutPath);
  const [seen, generation] = ['status.observedGeneration', 'metadata.generation'].map((at) =>
    textField(found, at),
  );
  return seen === generation ? undefined : `generation ${seen ?? ''} of ${generation ?? ''} is seen`;
};
const healthy = all(observed, has(rolloutPath, { 'status.phase': 'Healthy', 'status.availableReplicas': 2 }));
const waiting = (step: number): Look =>
  has(rolloutPath, {
    'status.phase': 'Paused',
    'status.currentStepIndex': step,
    'status.message': 'CanaryPauseStep',
  });
const aborted = has(rolloutPath, { 'status.phase': 'Degraded', 'status.abort': true });
const runs = (tag: string): Look => all(has(rolloutPath, { [imageField]: imageOf(tag) }), podsRun(tag));

/** Every pod that is there has this image. */
function podsRun(tag: string): Look {
  return async (place) => {
    const images = (await livePods(place, 'web')).map((pod) => textField(pod, 'spec.containers.0.image'));
    return images.length === 2 && images.every((image) => image === imageOf(tag))
      ? undefined
      : `the pods run ${images.join(', ')}`;
  };
}

const firstVersion = async (place: Place): Promise<void> => until(place, healthy, 'the first version');

async function release(place: Place, tag: string): Promise<void> {
  const { containers } = { containers: [{ name: 'app', image: imageOf(tag) }] };
  await change(place, rolloutPath, { spec: { template: { spec: { containers } } } }, merge);
}

/** The second version waits after its first step. */
const onItsWay = async (place: Place): Promise<void> => {
  await firstVersion(place);
  await release(place, '2');
  await until(place, waiting(1), 'the second version to wait');
};

export const argo: readonly ActionCase[] = [
  {
    action: 'abort-rollout',
    kind,
    controller,
    objects: [rollout()],
    prepare: onItsWay,
    command: 'abort rollout/web -n {ns}',
    calls: onStatus,
    done: all(aborted, podsRun('1')),
    undo: { calls: onStatus, undone: waiting(1) },
  },
  {
    action: 'promote',
    kind,
    controller,
    objects: [rollout()],
    prepare: onItsWay,
    command: 'promote rollout/web -n {ns}',
    calls: onStatus,
    done: waiting(3),
    undo: { calls: onStatus, undone: all(aborted, podsRun('1')) },
  },
  {
    action: 'promote',
    kind,
    variant: 'fully',
    controller,
    objects: [rollout({ canary: { steps } }, { rollbackWindow: { revisions: 3 } })],
    prepare: onItsWay,
    command: 'promote rollout/web full -n {ns}',
    calls: onStatus,
    done: all(healthy, runs('2')),
    undo: { calls: onRollout, undone: all(healthy, runs('1')) },
  },
  {
    action: 'retry',
    kind,
    controller,
    objects: [rollout()],
    prepare: async (place) => {
      await onItsWay(place);
      await change(place, `${rolloutPath}/status`, { status: { abort: true } }, merge);
      await until(place, aborted, 'the abort');
    },
    command: 'retry rollout/web -n {ns}',
    calls: onStatus,
    done: waiting(1),
    undo: { calls: onStatus, undone: all(aborted, podsRun('1')) },
  },
  {
    action: 'rollback',
    kind,
    controller,
    objects: [rollout({ canary: {} })],
    prepare: async (place) => {
      await firstVersion(place);
      await release(place, '2');
      await until(place, all(healthy, runs('2')), 'the second version');
    },
    command: 'rollback rollout/web -n {ns} --to 1',
    calls: onRollout,
    done: all(healthy, runs('1')),
    undo: { calls: onRollout, undone: all(healthy, runs('2')) },
  },
  {
    action: 'restart',
    kind,
    controller,
    objects: [rollout()],
    prepare: firstVersion,
    command: 'restart rollout/web -n {ns}',
    calls: onRollout,
    done: all(healthy, runs('1')),
    undo: 'none',
  },
  {
    action: 'scale',
    kind,
    controller,
    objects: [rollout()],
    prepare: firstVersion,
    command: 'scale rollout/web 3 -n {ns}',
    calls: ['patch rollouts.argoproj.io/scale'],
    done: has(rolloutPath, { 'spec.replicas': 3, 'status.availableReplicas': 3 }),
    undo: { calls: ['patch rollouts.argoproj.io/scale'], undone: healthy },
  },
  {
    action: 'pause',
    kind,
    controller,
    objects: [rollout()],
    prepare: firstVersion,
    command: 'pause rollout/web -n {ns}',
    calls: onRollout,
    done: has(rolloutPath, { 'spec.paused': true }),
    undo: { calls: onRollout, undone: has(rolloutPath, { 'spec.paused': false }) },
  },
  {
    action: 'resume',
    kind,
    controller,
    objects: [rollout({ canary: { steps } }, { paused: true })],
    prepare: firstVersion,
    command: 'resume rollout/web -n {ns}',
    calls: onRollout,
    done: has(rolloutPath, { 'spec.paused': false }),
    undo: { calls: onRollout, undone: has(rolloutPath, { 'spec.paused': true }) },
  },
];
