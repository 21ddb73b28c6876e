import type { ActionValues } from '../model/action.ts';
import { fullReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { readTaint, type Taint } from '../model/taint.ts';
import { isRefusal, planRefusal, type Action, type Prepared } from './action.ts';
import { stringAt } from './json-at.ts';
import { refuseOwnTaint, sameTaint, taintsOf, taintsPatch, taintText, verifyTaint } from './node-taints.ts';
import { readTarget } from './read-target.ts';
import { refuseOtherKind } from './workload-kinds.ts';

/** Takes one taint off a node, as `kubectl taint nodes NODE key:Effect-` does. */
export const untaint: Action = {
  name: 'untaint',
  summary: 'takes a taint off a node',
  kinds: ['Node'],
  digestFacts: { taint: 'the taint with this key and effect on the node' },
  call: 'strategic merge patch of the Node: metadata.resourceVersion, the annotation, spec.taints with all that stay',
  undo: 'taint with the same key, value and effect',
  warnings: [],
  risks: 'low',
  worked: 'the node has the taint no more',
  permissions: [
    {
      apiGroup: '',
      resources: ['nodes'],
      verbs: ['get', 'patch'],
      scope: 'cluster',
      neededBy: 'taint, untaint: sets spec.taints',
      fields: ['/spec/taints'],
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters): Promise<Prepared | PlanRefusal> => {
    const wrong = refuseOtherKind(parameters.target.kind, ['Node'], 'untainted');
    if (wrong !== undefined) return wrong;
    const { taint: text = '' }: ActionValues = parameters;
    const meant = readTaint(text);
    if (meant === undefined) return planRefusal('bad-value', 'Say which taint: `dedicated:NoSchedule`.');
    const own = refuseOwnTaint(meant, parameters.target.name);
    if (own !== undefined) return own;
    const read = await readTarget(tools, parameters.target);
    if (isRefusal(read)) return read;
    const { object, target, reference } = read;
    const taints = taintsOf(object);
    const matching = taints.filter(
      (one) =>
        sameTaint(one, meant) &&
        (meant.value === undefined || (stringAt(one, 'value') ?? '') === meant.value),
    );
    const [found, second] = matching;
    if (found === undefined) {
      const list = taints.length === 0 ? 'no taints' : taints.map(taintText).join(', ');
      return planRefusal(
        'already-so',
        `${fullReference(reference)} has no taint ${text}; it has ${list}. Nothing to do.`,
      );
    }
    if (second !== undefined)
      return planRefusal('bad-value', `Say which one: ${matching.map(taintText).join(' or ')}.`);
    return {
      parameters: { action: 'untaint', target: reference, taint: taintText(found) },
      target,
      facts: { taint: taintText(found) },
      before: { taints: taints.map(taintText) },
      after: { taint: null },
      title: `Take the taint ${taintText(found)} off ${fullReference(reference)}`,
      diff: taints.map((one) => `${one === found ? '-' : ' '} taint ${taintText(one)}`),
      warnings: [],
      blastRadius: 'No running pod is touched; new ones may be placed there',
      risk: 'low',
      generation: undefined,
      call: (mark, lock) =>
        taintsPatch(
          read,
          taints.filter((one) => one !== found),
          { mark, lock },
        ),
    };
  },
  verify: async (tools, plan) => verifyTaint(tools, plan, taintOf(plan), 'gone'),
  inverse: async (tools, plan) => {
    const read = await readTarget(tools, plan.target);
    if (isRefusal(read)) return read;
    const there = taintsOf(read.object).find((one) => sameTaint(one, taintOf(plan)));
    if (there !== undefined) {
      const message = `${fullReference(read.reference)} has ${taintText(there)} again: somebody set it since. Nothing to undo.`;
      return planRefusal('world-moved-on', message);
    }
    return { action: 'taint', target: read.reference, taint: stringAt(plan.facts, 'taint') ?? '' };
  },
};

const taintOf = (plan: Plan): Taint => readTaint(stringAt(plan.facts, 'taint') ?? '') ?? { key: '' };
