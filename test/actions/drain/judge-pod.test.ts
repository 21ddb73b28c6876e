import { describe, expect, it } from 'vitest';
import { controllerKey, judgePod } from '../../../src/actions/drain/judge-pod.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const owned = (kind: string, name = 'x-1'): JsonObject => ({
  ownerReferences: [{ kind, name, uid: '12345678-90', controller: true }],
});
const pod = (metadata: JsonObject, spec: JsonObject = {}, phase = 'Running'): JsonObject => ({
  metadata: { namespace: 'shop', name: 'p', ...metadata },
  spec,
  status: { phase },
});
const data: JsonObject = { volumes: [{ name: 'cache', emptyDir: {} }] };
const mirror: JsonObject = { annotations: { 'kubernetes.io/config.mirror': 'hash' } };
const evict = { fate: 'evict' };
const stays = (why: string) => ({ fate: 'stays', why });
const refused = (why: string) => ({ fate: 'refused', why });

describe('what a drain does with a pod, as kubectl does', () => {
  it.each<[string, JsonObject, object, object?]>([
    ['of a ReplicaSet', pod(owned('ReplicaSet')), evict],
    ['of a StatefulSet', pod(owned('StatefulSet')), evict],
    ['of a DaemonSet', pod(owned('DaemonSet')), stays('daemon-set')],
    ['of a DaemonSet, with data', pod(owned('DaemonSet'), data), stays('daemon-set')],
    ['of a DaemonSet, ended', pod(owned('DaemonSet'), {}, 'Succeeded'), evict],
    ['of a DaemonSet that is gone', pod(owned('DaemonSet', 'gone')), refused('daemon-set-is-gone')],
    ['static', pod({ ...mirror, ...owned('Node') }), stays('static')],
    ['static, with data', pod(mirror, data), stays('static')],
    ['with emptyDir data', pod(owned('ReplicaSet'), data), refused('empty-dir')],
    ['with emptyDir data that may go', pod(owned('ReplicaSet'), data), evict, { emptyDirData: 'delete' }],
    ['with data, ended', pod(owned('Job'), data, 'Failed'), evict],
    ['without a controller', pod({}), refused('no-controller')],
    [
      'without a controller, data may go',
      pod({}, data),
      refused('no-controller'),
      { emptyDirData: 'delete' },
    ],
    ['without a controller, ended', pod({}, {}, 'Succeeded'), evict],
    ['on a host path', pod(owned('ReplicaSet'), { volumes: [{ name: 'x', hostPath: {} }] }), evict],
  ])('%s', (_name, object, fate, options = {}) => {
    expect(
      judgePod(object, {
        emptyDirData: 'kept',
        daemonSetIsThere: (_namespace, name) => name !== 'gone',
        ...options,
      }),
    ).toEqual(fate);
  });

  it.each([
    ['ReplicaSet', 'web-6d4cf56db6', 'shop/ReplicaSet/web-6d4cf56db6 12345678'],
    ['Job', 'report-29000001', 'shop/Job/report-*'],
    ['Job', 'migrate', 'shop/Job/migrate 12345678'],
  ])('names its controller: %s %s', (kind, name, key) => {
    expect(controllerKey(pod(owned(kind, name)))).toBe(key);
  });
});
