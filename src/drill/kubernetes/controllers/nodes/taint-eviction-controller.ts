import { setCondition } from '../../resources/conditions.ts';
import type { Pod, Taint } from '../../resources/workload-types.ts';
import { keyOf } from '../cluster-access.ts';
import type { ControllerDefinition, ControllerTools } from '../controller.ts';
import { tolerates } from '../scheduling/filter-node.ts';

const component = 'taint-eviction-controller';

/** How long the pod stands the taints, in seconds: 0 at once, undefined for ever. */
function patience(pod: Pod, taints: readonly Taint[]): number | undefined {
  const tolerations = pod.spec.tolerations ?? [];
  const times = taints.map((taint) => {
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    const limits = matching.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
    return limits.length === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.min(...limits));
  });
  const least = Math.min(...times);
  return Number.isFinite(least) ? least : undefined;
}

/** Deletes pods from nodes with NoExecute taints when their tolerations run out. Source: kubernetes/pkg/controller/tainteviction (1.34). */
export class TaintEvictionController implements ControllerDefinition {
  readonly name = 'taint-eviction';
  readonly manager = 'kube-controller-manager';
  /** Since when a pod, by uid, stands NoExecute taints, in milliseconds. */
  readonly #since = new Map<string, number>();

  concerns: ControllerDefinition['concerns'] = ({ definition, object, type }, access) => {
    if (definition.resource === 'nodes') {
      return access
        .list('pods')
        .filter(({ spec }) => spec.nodeName === object.metadata.name)
        .map(keyOf);
    }
    if (definition.resource !== 'pods') return [];
    if (type === 'DELETED') this.#since.delete(object.metadata.uid);
    return [keyOf(object)];
  };

  reconcile: ControllerDefinition['reconcile'] = (key, tools) => {
    const pod = tools.access.read('pods', key);
    const nodeName = pod?.spec.nodeName ?? '';
    if (pod === undefined || nodeName === '' || pod.metadata.deletionTimestamp !== undefined) return;
    const node = tools.access.read('nodes', `/${nodeName}`);
    const taints = (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
    const { uid } = pod.metadata;
    if (taints.length === 0) {
      if (this.#since.delete(uid)) this.#announce(pod, 'Cancelling deletion of Pod', tools);
      return;
    }
    const seconds = patience(pod, taints);
    if (seconds === undefined) return;
    const since = this.#since.get(uid) ?? tools.clock.now();
    this.#since.set(uid, since);
    const leftMs = seconds * 1000 - tools.clock.elapsedSince(since);
    if (leftMs > 0) tools.queue.addAfter(key, leftMs + 10);
    else this.#evict(pod, tools);
  };

  #evict(pod: Pod, tools: ControllerTools): void {
    const { access, clock } = tools;
    this.#announce(pod, 'Marking for deletion Pod', tools);
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    } as const;
    access.updateStatus<Pod>('pods', pod, (draft) => {
      draft.status.conditions = setCondition(draft.status.conditions ?? [], condition, clock.now());
    });
    access.delete('pods', pod);
  }

  #announce(pod: Pod, text: string, { events }: ControllerTools): void {
    const message = `${text} ${keyOf(pod)}`;
    events.record(pod, { type: 'Normal', reason: 'TaintManagerEviction', message, component });
  }
}
