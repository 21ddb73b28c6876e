import { objectPath } from '../cluster/object-path.ts';
import type { Change } from '../cluster/cluster-client.ts';

/** Of the very pod that was looked at: another one of that name is left alone. */
export function evictionOf(pod: { namespace: string; name: string; uid: string }): Change {
  const { namespace, name, uid } = pod;
  return {
    method: 'POST',
    path: objectPath({ kind: 'Pod', namespace, name }, 'eviction'),
    body: {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      deleteOptions: { preconditions: { uid } },
    },
  };
}
