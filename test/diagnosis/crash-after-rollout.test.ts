import { describe, expect, it } from 'vitest';
import { crashAfterRollout } from '../../src/diagnosis/crash-after-rollout.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import {
  change,
  container,
  crashed,
  died,
  firing,
  hour,
  minute,
  now,
  observe,
  pod,
  running,
  waiting,
  workload,
  without,
} from './fixtures.ts';

const logs: Evidence = {
  id: 'logs/a',
  kind: 'logs',
  source: 'kubernetes',
  text: 'panic',
  data: { pod: 'a', container: 'app', previous: true, lines: ['panic: no PAYMENT_URL'] },
};

describe('crash after rollout: fires', () => {
  it('when new pods crash and old ones are well, with the way back', () => {
    const finding = crashAfterRollout(
      observe([pod('a', 'new', [crashed()]), pod('b', 'old'), change(), workload(), logs]),
    );
    expect(finding).toEqual({
      code: 'crash-after-rollout',
      confidence: 'certain',
      score: 95,
      sentence:
        'deploy/checkout crashes (exit code 1) since revision 14 was rolled out, 3 minutes before the alert',
      cites: ['change/checkout', 'pod/a', 'logs/a'],
      actions: [
        {
          action: 'rollback',
          target: {
            cluster: 'prod',
            kind: 'Deployment',
            namespace: 'shop',
            name: 'checkout',
            uid: 'uid-checkout',
          },
          revision: 13,
        },
      ],
    });
  });

  it("offers no rollback of Flagger's primary: it is made from the target again", () => {
    const primary = workload({ operatedBy: { kind: 'Canary', name: 'checkout' } });
    const finding = crashAfterRollout(
      observe([pod('a', 'new', [crashed()]), pod('b', 'old'), change(), primary, logs]),
    );
    expect(finding).toMatchObject({ code: 'crash-after-rollout', actions: [] });
  });

  it('when a container cannot even be started', () => {
    const broken = container(waiting('CreateContainerConfigError', 'configmap "x" not found'));
    expect(crashAfterRollout(observe([pod('a', 'new', [broken]), change()]))).toMatchObject({
      confidence: 'likely',
      sentence: expect.stringContaining('(CreateContainerConfigError)') as string,
    });
  });

  it('when it looks well between two restarts', () => {
    const between = container(running, { restartCount: 3, lastState: died(2) });
    expect(crashAfterRollout(observe([pod('a', 'new', [between]), change()]))).toBeDefined();
  });

  it('in an init container, and without an alert at all', () => {
    const init = { ...crashed(3), name: 'migrate', type: 'init' as const };
    const seen = observe([pod('a', 'new', [init, container(waiting('PodInitializing'))]), change()], {
      alerts: [],
    });
    expect(crashAfterRollout(seen)?.sentence).toContain('exit code 3');
  });

  it('after a rollback, which makes an old ReplicaSet current again', () => {
    const seen = change(90 * hour);
    const back = {
      ...seen,
      data: { ...seen.data, current: { ...seen.data.current, activeSince: now - 4 * minute } },
    };
    expect(crashAfterRollout(observe([pod('a', 'new', [crashed()]), back]))).toBeDefined();
  });

  it('without a way back while the Deployment is paused, and less surely when a new pod runs well', () => {
    const finding = crashAfterRollout(
      observe([pod('a', 'new', [crashed()]), pod('b', 'new'), change(), workload({ paused: true })]),
    );
    expect(finding).toMatchObject({ confidence: 'possible', actions: [] });
  });
});

describe('crash after rollout: does not fire', () => {
  it.each<[string, Parameters<typeof observe>]>([
    ['a crash without a rollout', [[pod('a', 'new', [crashed()])]]],
    ['a rollout that was long ago', [[pod('a', 'new', [crashed()]), change(5 * hour)]]],
    ['no revision before', [[pod('a', 'new', [crashed()]), withoutPrevious()]]],
    ['old pods that crash too', [[pod('a', 'new', [crashed()]), pod('b', 'old', [crashed()]), change()]]],
    ['only old pods that crash', [[pod('a', 'new'), pod('b', 'old', [crashed()]), change()]]],
    [
      'a rollout that came after the alert',
      [
        [pod('a', 'new', [crashed()]), change(4 * minute)],
        { alerts: [firing('KubePodCrashLooping', now - hour)] },
      ],
    ],
    [
      'a crash alert of the old pods that went on until they were replaced',
      [
        [pod('a', 'new', [crashed()]), change()],
        {
          alerts: [
            firing('KubePodCrashLooping'),
            { ...firing('KubePodCrashLooping', now - hour), status: 'resolved', endsAt: now - 2 * minute },
          ],
        },
      ],
    ],
    [
      'a restart that changed no template',
      [
        [
          pod('a', 'new', [crashed()]),
          change(4 * minute, {
            differences: [
              'metadata.annotations[kubectl.kubernetes.io/restartedAt]: (none) → 2026-11-24T02:56:00Z',
            ],
          }),
        ],
      ],
    ],
    ['a container killed for its memory', [[pod('a', 'new', [oom()]), change()]]],
    [
      'an image that cannot be pulled',
      [[pod('a', 'new', [container(waiting('ImagePullBackOff'))]), change()]],
    ],
    ['a pod that still starts', [[pod('a', 'new', [container(waiting('ContainerCreating'))]), change()]]],
    [
      'a restart that went well',
      [
        [
          pod('a', 'new', [container(running, { restartCount: 1, lastState: died(0, 'Completed') })]),
          change(),
        ],
      ],
    ],
    [
      'a death of yesterday',
      [
        [
          pod('a', 'new', [
            container(running, { restartCount: 1, lastState: died(1, 'Error', now - 20 * hour) }),
          ]),
          change(),
        ],
      ],
    ],
  ])('%s', (_, [evidence, rest]) => {
    expect(crashAfterRollout(observe(evidence, rest))).toBeUndefined();
  });
});

function oom() {
  return container(waiting('CrashLoopBackOff'), { restartCount: 4, lastState: died(137, 'OOMKilled') });
}

function withoutPrevious() {
  const seen = change();
  const data = without(seen.data, 'previous');
  return { ...seen, data };
}
