import { describe, expect, it } from 'vitest';
import { imagePullFailure } from '../../src/diagnosis/image-pull-failure.ts';
import { pullProblem } from '../../src/diagnosis/pull-problem.ts';
import { change, container, event, hour, observe, pod, running, waiting } from './fixtures.ts';

const missing = 'Back-off pulling image "shop/checkout:1.5": manifest unknown: not found';
const unpulled = (message = missing, image = 'shop/checkout:1.5') =>
  container(waiting('ImagePullBackOff', message), { image });

describe('image pull failure: fires', () => {
  it('with the way back when the rollout brought an image that is not there', () => {
    expect(imagePullFailure(observe([pod('a', 'new', [unpulled()]), pod('b', 'old'), change()]))).toEqual({
      code: 'image-pull-failure',
      confidence: 'certain',
      score: 92,
      sentence:
        'deploy/checkout cannot pull shop/checkout:1.5: the registry does not have it, since revision 14 was rolled out, 3 minutes before the alert',
      cites: ['pod/a', 'change/checkout'],
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

  it('reads the reason from the event when the status does not say it', () => {
    const finding = imagePullFailure(
      observe([
        pod('a', 'new', [unpulled('Back-off pulling image')]),
        event('Failed', 'Failed to pull image "x": pull access denied', 'a'),
        event('Failed', 'Failed to pull image "y": toomanyrequests', 'other'),
      ]),
    );
    expect(finding?.sentence).toContain('refuses the credentials');
    expect(finding?.cites).toEqual(['pod/a', 'event/a/Failed']);
  });

  it.each<[string, Parameters<typeof observe>[0]]>([
    ['the registry is down', [pod('a', 'new', [unpulled('dial tcp: i/o timeout')]), change()]],
    ['the registry throttles', [pod('a', 'new', [unpulled('429 toomanyrequests')]), change()]],
    [
      'old pods cannot pull either',
      [pod('a', 'new', [unpulled()]), pod('b', 'old', [unpulled(missing, 'shop/checkout:1.4')]), change()],
    ],
    ['another pod of the revision got the image', [pod('a', 'new', [unpulled()]), pod('b', 'new'), change()]],
    ['the image did not change', [pod('a', 'new', [unpulled(missing, 'shop/checkout:1.4')]), change()]],
    ['the rollout was long ago', [pod('a', 'new', [unpulled()]), change(9 * hour)]],
    ['there was no rollout', [pod('a', 'new', [unpulled()])]],
  ])('without the way back when %s', (_, evidence) => {
    const finding = imagePullFailure(observe(evidence));
    expect(finding).toMatchObject({ code: 'image-pull-failure', actions: [] });
  });
});

describe('image pull failure: does not fire', () => {
  it.each([
    ['a pod that is being created', container(waiting('ContainerCreating'))],
    ['a missing ConfigMap', container(waiting('CreateContainerConfigError'))],
    ['a crash loop', container(waiting('CrashLoopBackOff'))],
    ['an image that came after a while', container(running)],
  ])('%s', (_, one) => {
    const old = event('Failed', 'Failed to pull image "x": not found', 'a');
    expect(imagePullFailure(observe([pod('a', 'new', [one]), old, change()]))).toBeUndefined();
  });
});

describe('pullProblem', () => {
  it.each([
    ['rpc error: code = NotFound desc = failed to pull: docker.io/shop/x:1: not found', 'not-found'],
    ['manifest for shop/x:1 not found: manifest unknown: manifest unknown', 'not-found'],
    ['dial tcp: lookup registry.invalid: no such host', 'not-found'],
    ['pull access denied, repository does not exist or may require authorization', 'credentials'],
    ['unexpected status from HEAD request: 403 Forbidden', 'credentials'],
    ['toomanyrequests: You have reached your pull rate limit', 'rate-limit'],
    ['net/http: TLS handshake timeout', 'network'],
    ['x509: certificate signed by unknown authority', 'network'],
    [
      'Failed to apply default image tag "A:b:c": couldn\'t parse image name: invalid reference format',
      'name',
    ],
    ['something new', 'unknown'],
  ])('reads %j as %s', (text, problem) => {
    expect(pullProblem(text)).toBe(problem);
  });
});
