import { podIsActive, podIsReady } from '../resources/pod-readiness.ts';
import type { Pod } from '../resources/workload-types.ts';
import { labelsMatch, requirementsOf } from '../select/label-selector.ts';
import { keyOf } from './cluster-access.ts';
import type { ControllerDefinition } from './controller.ts';

function portNumber(pod: Pod, wanted: number | string): number | undefined {
  if (typeof wanted === 'number') return wanted;
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
  return ports.find(({ name }) => name === wanted)?.containerPort;
}

function addressOf(pod: Pod): Record<string, unknown> {
  const { name, namespace, uid } = pod.metadata;
  return {
    ip: pod.status.podIP,
    nodeName: pod.spec.nodeName,
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}

/** Lists the addresses of a service's pods, ready and not, in its Endpoints. */
export const endpointsController: ControllerDefinition = {
  name: 'endpoints',
  manager: 'kube-controller-manager',
  concerns: ({ definition, object }, access) => {
    if (definition.resource === 'services') return [keyOf(object)];
    return definition.resource === 'pods'
      ? access.list('services', object.metadata.namespace).map(keyOf)
      : [];
  },
  reconcile: (key, { access }) => {
    const service = access.read('services', key);
    const existing = access.read('endpoints', key);
    if (service === undefined) {
      if (existing) access.delete('endpoints', existing);
      return;
    }
    if (service.spec.selector === undefined) return;
    const required = requirementsOf({ matchLabels: service.spec.selector });
    const pods = access
      .list('pods', service.metadata.namespace)
      .filter(
        (pod) =>
          podIsActive(pod) && pod.status.podIP !== undefined && labelsMatch(required, pod.metadata.labels),
      );
    const [first] = pods;
    const ports = (service.spec.ports ?? []).flatMap(({ name, port, targetPort, protocol }) => {
      const number = first && portNumber(first, targetPort ?? port);
      return number === undefined
        ? []
        : [{ ...(name === undefined ? {} : { name }), port: number, protocol: protocol ?? 'TCP' }];
    });
    const ready = pods.filter(podIsReady).map(addressOf);
    const notReady = pods.filter((pod) => !podIsReady(pod)).map(addressOf);
    const subset = {
      ...(ready.length === 0 ? {} : { addresses: ready }),
      ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
      ports,
    };
    const subsets = pods.length === 0 ? [] : [subset];
    const { name, namespace = '' } = service.metadata;
    const labels = {
      ...service.metadata.labels,
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    };
    if (existing === undefined)
      access.create('endpoints', namespace, { metadata: { name, labels }, subsets });
    else {
      access.update('endpoints', existing, (draft) => {
        if (subsets.length === 0) Reflect.deleteProperty(draft, 'subsets');
        else draft['subsets'] = subsets;
      });
    }
  },
};
