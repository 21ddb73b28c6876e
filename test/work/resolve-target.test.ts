import { describe, expect, it } from 'vitest';
import type { ActionParameters } from '../../src/model/action.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Incident, IncidentSnapshot } from '../../src/model/incident.ts';
import type { ActionCommand } from '../../src/model/input.ts';
import type { ObjectReference } from '../../src/model/object-reference.ts';
import { resolveTarget } from '../../src/work/resolve-target.ts';

const deployment: ObjectReference = {
  cluster: 'prod',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'checkout',
};

function snapshot(
  subject: ObjectReference,
  actions: ActionParameters[] = [],
  evidence: Evidence[] = [],
  clusterKnown = true,
): IncidentSnapshot {
  const incident: Incident = {
    id: 'i1',
    number: 12,
    key: 'k',
    cluster: subject.cluster,
    clusterKnown,
    subject,
    subjectReason: 'workload-label',
    title: 't',
    severity: 'warning',
    state: 'firing',
    stateSince: 0,
    openedAt: 0,
    firingCount: 1,
    alertCount: 1,
    reopenedCount: 0,
    channel: 'C1',
    version: 1,
  };
  const finding = {
    code: 'crash-after-rollout',
    confidence: 'certain',
    score: 90,
    sentence: 's',
    cites: ['e'],
    actions,
  } as const;
  return { incident, alerts: [], context: { collectedAt: 0, evidence, findings: [finding], runbooks: [] } };
}

const workload = (about: ObjectReference): Evidence => ({
  id: 'w',
  kind: 'workload',
  source: 'kubernetes',
  about,
  text: '',
  data: {
    kind: about.kind,
    generation: 1,
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    paused: false,
    createdAt: 0,
    conditions: [],
    owners: [],
  },
});

describe('what a command is about', () => {
  const cases: [string, ActionCommand, IncidentSnapshot | undefined, readonly string[], unknown][] = [
    [
      'the Rollout behind the Deployment that the pods read like',
      { verb: 'restart' },
      snapshot(deployment, [], [workload({ ...deployment, kind: 'Rollout', uid: 'u' })]),
      ['prod'],
      { target: { ...deployment, kind: 'Rollout' }, parameters: {} },
    ],
    [
      'that Rollout too when its Deployment is named, but no other one',
      { verb: 'rollback', object: { kind: 'Deployment', name: 'checkout' } },
      snapshot(deployment, [], [workload({ ...deployment, kind: 'Rollout', uid: 'u' })]),
      ['prod'],
      { target: { ...deployment, kind: 'Rollout' }, parameters: {} },
    ],
    [
      'a Deployment of another name beside the Rollout',
      { verb: 'rollback', object: { kind: 'Deployment', name: 'cart' } },
      snapshot(deployment, [], [workload({ ...deployment, kind: 'Rollout', uid: 'u' })]),
      ['prod'],
      { target: { ...deployment, name: 'cart' }, parameters: {} },
    ],
    [
      "a schedule of Velero lies where Velero runs, not in the incident's namespace",
      { verb: 'backup', object: { kind: 'Schedule', name: 'nightly' } },
      snapshot(deployment),
      ['prod'],
      {
        target: { cluster: 'prod', kind: 'Schedule', namespace: 'velero', name: 'nightly' },
        parameters: {},
      },
    ],
    [
      "a backup without an object is one of the incident's namespace",
      { verb: 'backup' },
      snapshot(deployment),
      ['prod'],
      { target: { cluster: 'prod', kind: 'Namespace', namespace: 'shop', name: 'shop' }, parameters: {} },
    ],
    [
      'named in full',
      { verb: 'rollback', object: { kind: 'Deployment', name: 'cart' }, namespace: 'other', revision: 3 },
      snapshot(deployment),
      ['prod'],
      {
        target: { cluster: 'prod', kind: 'Deployment', namespace: 'other', name: 'cart' },
        parameters: { revision: 3 },
      },
    ],
    [
      'nothing named: what the diagnosis suggests, with its revision',
      { verb: 'rollback' },
      snapshot(deployment, [{ action: 'rollback', target: deployment, revision: 13 }]),
      ['prod'],
      { target: deployment, parameters: { revision: 13 } },
    ],
    [
      'nothing named, nothing suggested: the subject',
      { verb: 'rollback' },
      snapshot(deployment),
      ['prod'],
      { target: deployment, parameters: {} },
    ],
    [
      "a pod's own workload",
      { verb: 'scale', replicas: 4 },
      snapshot({ ...deployment, kind: 'Pod', name: 'checkout-1' }, [], [workload(deployment)]),
      ['prod'],
      { target: deployment, parameters: { replicas: 4 } },
    ],
    [
      'a node has no namespace',
      { verb: 'cordon', object: { name: 'node-3' } },
      snapshot(deployment),
      ['prod'],
      { target: { cluster: 'prod', kind: 'Node', name: 'node-3' }, parameters: {} },
    ],
    [
      'a namespace that nobody named',
      { verb: 'rollback', object: { name: 'cart' } },
      undefined,
      ['prod'],
      { missing: 'In which namespace is cart? Write `/mw rollback deploy/checkout -n shop --to 13`.' },
    ],
    [
      'one of several clusters',
      { verb: 'cordon', object: { name: 'n' } },
      undefined,
      ['a', 'b'],
      { missing: 'On which cluster? Add `--cluster NAME`: a, b.' },
    ],
    [
      'a cluster that is not there',
      { verb: 'cordon', object: { name: 'n' }, cluster: 'x' },
      undefined,
      ['a'],
      { missing: 'There is no cluster x in the config. It knows: a.' },
    ],
    [
      'how many',
      { verb: 'scale' },
      snapshot(deployment),
      ['prod'],
      { missing: 'To how many replicas? Write `/mw scale deploy/checkout 5 -n shop`.' },
    ],
    [
      'an incident about something else',
      { verb: 'cordon' },
      snapshot(deployment),
      ['prod'],
      {
        missing:
          'INC-12 is about Deployment checkout, which cannot be cordoned. Name the object: `/mw cordon node-3`.',
      },
    ],
    [
      'an alert of an unknown cluster',
      { verb: 'rollback' },
      snapshot({ ...deployment, cluster: 'mars' }, [], [], false),
      ['prod'],
      {
        missing:
          'The alert names the cluster mars, which is not in the config: no action can be taken there from here.',
      },
    ],
  ];
  it.each(cases)('%s', (_name, command, incident, clusters, expected) => {
    expect(resolveTarget(command, incident, clusters)).toEqual(expected);
  });
});
