import { createHash } from 'node:crypto';
import { field, listField, textField } from '../support/field.ts';
import type { Place } from './action-case.ts';
import { change, livePods, readAt } from './look-at.ts';

export const rolloutPath = '/apis/argoproj.io/v1alpha1/namespaces/{ns}/rollouts/web';
const replicaSets = '/apis/apps/v1/namespaces/{ns}/replicasets';
const hashLabel = 'rollouts-pod-template-hash';
const revision = 'rollout.argoproj.io/revision';
const merge = 'application/merge-patch+json';

interface Version {
  name: string;
  hash: string;
  revision: number;
  replicas: number;
  available: number;
}

/** What one look at the Rollout concludes. */
interface Step {
  /** Pods of the newest version; the stable one has the rest. */
  share: number;
  status: Record<string, unknown>;
}

/**
 * Plays the controller of Argo Rollouts for the Rollout `web`, canary without a traffic router: a ReplicaSet a version, its steps with
 * weights and pauses, abort, promotion, restart, and the status that the controller writes.
 */
export const argoRollouts = {
  name: 'Argo Rollouts',
  async act(place: Place): Promise<void> {
    const rollout = await readAt(place, rolloutPath);
    const wanted = Number(textField(rollout, 'spec.replicas'));
    const versions = await versionsOf(place, rollout);
    const hash = hashOf(rollout);
    const newest = versions.find((one) => one.hash === hash) ?? (await makeVersion(place, rollout, versions));
    const stable = versions.find((one) => one.hash === textField(rollout, 'status.stableRS')) ?? newest;
    const step = conclude({
      rollout,
      newest,
      stable,
      wanted,
      isOld: newest.revision < newestNumber(versions),
    });
    await scaleTo(place, newest, newest === stable ? wanted : step.share);
    for (const other of versions.filter((one) => one !== newest))
      await scaleTo(place, other, other === stable ? wanted - step.share : 0);
    if (newest.revision < newestNumber(versions)) await renumber(place, newest, newestNumber(versions) + 1);
    const restartedAt = await restart(place, rollout, wanted);
    const status = { ...step.status, ...restartedAt, ...counts(versions, newest) };
    if (differs(field(rollout, 'status'), status))
      await change(place, `${rolloutPath}/status`, { status }, merge);
  },
};

function conclude({
  rollout,
  newest,
  stable,
  wanted,
  isOld,
}: {
  rollout: unknown;
  newest: Version;
  stable: Version;
  wanted: number;
  isOld: boolean;
}): Step {
  const status = (path: string): unknown => field(rollout, `status.${path}`);
  const steps = listField(rollout, 'spec.strategy.canary.steps');
  const changed = status('currentPodHash') !== newest.hash;
  const observed = {
    observedGeneration: textField(rollout, 'metadata.generation'),
    currentPodHash: newest.hash,
    stableRS: stable.hash,
  };
  const settled = (available: number): Step => ({
    share: wanted,
    status: {
      ...observed,
      ...(available >= wanted ? { phase: 'Healthy', message: null } : progressing),
      ...{ stableRS: available >= wanted ? newest.hash : stable.hash, currentStepIndex: steps.length },
      ...{ abort: null, abortedAt: null, promoteFull: null, pauseConditions: null, controllerPause: null },
    },
  });
  if (newest === stable) return settled(newest.available);
  if (status('abort') === true && !changed) {
    const abortedAt = status('abortedAt') ?? now();
    const message = `RolloutAborted: Rollout aborted update to revision ${newest.revision}`;
    const held = { pauseConditions: null, controllerPause: null, currentStepIndex: 0 };
    return { share: 0, status: { ...observed, ...held, abortedAt, phase: 'Degraded', message } };
  }
  // Within the window a version that was there before skips the steps.
  const skips = isOld && field(rollout, 'spec.rollbackWindow') !== undefined;
  const index = skips ? steps.length : changed ? 0 : Number(status('currentStepIndex') ?? 0);
  if (status('promoteFull') === true || index >= steps.length) return settled(newest.available);
  const weight = steps
    .slice(0, index + 1)
    .map((step) => field(step, 'setWeight'))
    .findLast((one) => typeof one === 'number');
  const share = Math.ceil((wanted * (weight ?? 0)) / 100);
  const going = { ...observed, abortedAt: null, ...progressing };
  if (field(rollout, 'spec.paused') === true)
    return {
      share,
      status: { ...going, currentStepIndex: index, phase: 'Paused', message: 'manually paused' },
    };
  if (field(steps[index], 'pause') === undefined)
    return { share, status: { ...going, currentStepIndex: newest.available >= share ? index + 1 : index } };
  const pauses = status('pauseConditions');
  if (status('controllerPause') === true && pauses === undefined)
    return { share, status: { ...going, currentStepIndex: index + 1, controllerPause: null } };
  const pauseConditions = pauses ?? [{ reason: 'CanaryPauseStep', startTime: now() }];
  return {
    share,
    status: {
      ...going,
      ...{ currentStepIndex: index, pauseConditions, controllerPause: true },
      ...{ phase: 'Paused', message: 'CanaryPauseStep' },
    },
  };
}

const progressing = { phase: 'Progressing', message: 'more replicas need to be updated' };
const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
const newestNumber = (versions: readonly Version[]): number =>
  Math.max(0, ...versions.map((one) => one.revision));

/** Argo's own hash is of the template with all defaults; here the image tells versions apart. */
function hashOf(rollout: unknown): string {
  const image = textField(rollout, 'spec.template.spec.containers.0.image');
  return createHash('sha256').update(image).digest('hex').slice(0, 10);
}

async function versionsOf(place: Place, rollout: unknown): Promise<Version[]> {
  const items = listField(await readAt(place, replicaSets), 'items');
  return items
    .filter((item) => field(item, 'metadata.ownerReferences.0.uid') === field(rollout, 'metadata.uid'))
    .map((item) => ({
      name: textField(item, 'metadata.name'),
      hash: textField(item, `metadata.labels.${hashLabel}`),
      revision: Number(textField(item, `metadata.annotations.${revision.replaceAll('.', '\\.')}`)),
      replicas: Number(textField(item, 'spec.replicas')),
      available: Number(field(item, 'status.availableReplicas') ?? 0),
    }));
}

async function makeVersion(place: Place, rollout: unknown, versions: Version[]): Promise<Version> {
  const hash = hashOf(rollout);
  const labels = { app: 'web', [hashLabel]: hash };
  const template = field(rollout, 'spec.template') as { metadata: { labels: object }; spec: object };
  const number = newestNumber(versions) + 1;
  const body = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-${hash}`,
      labels,
      annotations: { [revision]: String(number) },
      ownerReferences: [
        {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Rollout',
          name: 'web',
          uid: textField(rollout, 'metadata.uid'),
          controller: true,
        },
      ],
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { labels: { ...template.metadata.labels, [hashLabel]: hash } } },
    },
  };
  const path = replicaSets.replaceAll('{ns}', place.namespace);
  await place.admin.expect({ method: 'POST', path, body });
  const version = { name: body.metadata.name, hash, revision: number, replicas: 0, available: 0 };
  versions.push(version);
  return version;
}

async function scaleTo(place: Place, version: Version, replicas: number): Promise<void> {
  if (version.replicas === replicas) return;
  await change(place, `${replicaSets}/${version.name}`, { spec: { replicas } }, merge);
}

async function renumber(place: Place, version: Version, to: number): Promise<void> {
  const annotations = { [revision]: String(to), [`${revision}-history`]: String(version.revision) };
  await change(place, `${replicaSets}/${version.name}`, { metadata: { annotations } }, merge);
}

/** spec.restartAt: pods that are older go; status.restartedAt says when none is left. */
async function restart(place: Place, rollout: unknown, wanted: number): Promise<{ restartedAt?: string }> {
  const at = textField(rollout, 'spec.restartAt');
  if (at === '' || at === textField(rollout, 'status.restartedAt')) return {};
  const pods = await livePods(place, 'web');
  const old = pods.filter((pod) => Date.parse(textField(pod, 'metadata.creationTimestamp')) < Date.parse(at));
  for (const pod of old) {
    const path = `/api/v1/namespaces/${place.namespace}/pods/${textField(pod, 'metadata.name')}`;
    await place.admin.send({ method: 'DELETE', path });
  }
  return old.length === 0 && pods.length === wanted ? { restartedAt: at } : {};
}

function counts(versions: readonly Version[], newest: Version): Record<string, number> {
  const available = versions.reduce((sum, one) => sum + one.available, 0);
  const replicas = versions.reduce((sum, one) => sum + one.replicas, 0);
  return {
    replicas,
    updatedReplicas: newest.available,
    readyReplicas: available,
    availableReplicas: available,
    HPAReplicas: replicas,
  };
}

/** null takes a field away. */
function differs(status: unknown, wanted: Record<string, unknown>): boolean {
  return Object.entries(wanted).some(
    ([key, value]) => JSON.stringify(field(status, key) ?? null) !== JSON.stringify(value),
  );
}
