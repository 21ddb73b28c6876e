import type { ActionParameters, ActionValues } from '../model/action.ts';
import { fullReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { readTaint, taintEffects, writeTaint, type Taint } from '../model/taint.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { stringAt } from './json-at.ts';
import {
  podsSentAway,
  refuseOwnTaint,
  sameTaint,
  taintsOf,
  taintsPatch,
  taintText,
  verifyTaint,
} from './node-taints.ts';
import { readTarget } from './read-target.ts';
import { refuseOtherKind } from './workload-kinds.ts';

/** Puts a taint on a node, as `kubectl taint nodes` does without --overwrite. */
export const taint: Action = {
  name: 'taint',
  summary: 'puts a taint on a node: pods that do not tolerate it are kept off or sent away',
  kinds: ['Node'],
  digestFacts: { taint: 'the taint with this key and effect on the node, or null' },
  call: 'strategic merge patch of the Node: metadata.resourceVersion, the annotation, spec.taints with all of the list',
  undo: 'untaint; pods that were sent away do not come back by it',
  warnings: [],
  risks: 'low; medium with NoExecute; high when pods are sent away',
  worked: 'the node has the taint',
  permissions: [
    {
      apiGroup: '',
      resources: ['nodes'],
      verbs: ['get', 'patch'],
      scope: 'cluster',
      neededBy: 'taint, untaint: sets spec.taints',
      fields: ['/spec/taints'],
    },
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['list'],
      scope: 'cluster',
      neededBy: 'taint: which pods NoExecute sends away',
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare,
  verify: async (tools, plan) => verifyTaint(tools, plan, taintOf(plan), 'there'),
  inverse: async (tools, plan) => {
    const read = await readTarget(tools, plan.target);
    if (isRefusal(read)) return read;
    const text = writeTaint(taintOf(plan));
    if (!taintsOf(read.object).some((one) => taintText(one) === text)) {
      const message = `${fullReference(read.reference)} does not have the taint ${text} any more. Nothing to undo.`;
      return planRefusal('world-moved-on', message);
    }
    return { action: 'untaint', target: read.reference, taint: text };
  },
};

const taintOf = (plan: Plan): Taint => readTaint(stringAt(plan.after, 'taint') ?? '') ?? { key: '' };

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, ['Node'], 'tainted');
  if (wrong !== undefined) return wrong;
  const { taint: text = '' }: ActionValues = parameters;
  const wanted = readTaint(text);
  if (wanted?.effect === undefined) {
    return planRefusal(
      'bad-value',
      `Say key, value and effect: \`dedicated=batch:NoSchedule\`; the effects are ${taintEffects.join(', ')}.`,
    );
  }
  const own = refuseOwnTaint(wanted, parameters.target.name);
  if (own !== undefined) return own;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const taints = taintsOf(object);
  const there = taints.find((one) => sameTaint(one, wanted));
  if (there !== undefined) {
    const same = taintText(there) === writeTaint(wanted);
    return same
      ? planRefusal(
          'already-so',
          `${fullReference(reference)} has the taint ${writeTaint(wanted)} already. Nothing to do.`,
        )
      : planRefusal(
          'bad-value',
          `${fullReference(reference)} has ${taintText(there)}: one value a key and effect. Take it away first: \`/mw untaint ${target.name} ${taintText(there)}\`.`,
        );
  }
  const effect = await effectInWords(tools, target.name, wanted);
  return {
    parameters: { action: 'taint', target: reference, taint: writeTaint(wanted) },
    target,
    facts: { taint: null },
    before: { taints: taints.map(taintText) },
    after: { taint: writeTaint(wanted) },
    title: `Taint ${fullReference(reference)} with ${writeTaint(wanted)}`,
    diff: [...taints.map((one) => `  taint ${taintText(one)}`), `+ taint ${writeTaint(wanted)}`],
    ...effect,
    generation: undefined,
    call: (mark, lock) =>
      taintsPatch(
        read,
        [
          ...taints,
          {
            key: wanted.key,
            ...(wanted.value !== undefined && { value: wanted.value }),
            effect: wanted.effect ?? '',
          },
        ],
        { mark, lock },
      ),
  };
}

async function effectInWords(
  tools: ActionTools,
  node: string,
  wanted: Taint,
): Promise<Pick<Prepared, 'warnings' | 'blastRadius' | 'risk'>> {
  if (wanted.effect !== 'NoExecute') {
    const words = wanted.effect === 'NoSchedule' ? 'are placed' : 'are rather placed';
    return {
      warnings: [],
      blastRadius: `No running pod is touched; new ones that do not tolerate it ${words} elsewhere`,
      risk: 'low',
    };
  }
  const sent = await podsSentAway(tools, node, wanted);
  if (sent === undefined) {
    const warnings = ['Pods cannot be listed here: which ones NoExecute sends away is unknown.'];
    return { warnings, blastRadius: 'Unknown: every pod that does not tolerate it is deleted', risk: 'high' };
  }
  const { at, later } = sent;
  const count = at.length + later.length;
  const names = [...at, ...later];
  const list = `${names.slice(0, 8).join(', ')}${count > 8 ? ` and ${count - 8} more` : ''}`;
  return {
    warnings:
      count === 0
        ? []
        : [
            `NoExecute deletes ${count === 1 ? '1 pod' : `${count} pods`}, and asks no disruption budget: ${list}.`,
          ],
    blastRadius: `${at.length} pods are deleted at once, ${later.length} after the time that they tolerate it`,
    risk: count === 0 ? 'medium' : 'high',
  };
}
