import type { FaultKind, Workspace } from '../../../src/drill/slack/workspace-handle.ts';
import type { KubernetesHandle } from '../../../src/drill/kubernetes/kubernetes-handle.ts';
import type { Target } from './sender.ts';

/** Named instants at which the bot dies: whoever it talks to ends it, so that it needs no code for it. */
export type StormPoint =
  /** A webhook is on its way to it: before, in or after its commit. */
  | 'webhook sent'
  /** It was committed; its 200 reaches nobody. */
  | 'after commit, before 200'
  | 'before a post'
  | 'after a post, before its record'
  | 'after an edit, before its record'
  /** After a post whose answer was lost: it looks in Slack for what it may have posted. */
  | 'looking for its post'
  | 'in mid-reconcile';

export const stormPoints: readonly StormPoint[] = [
  'webhook sent',
  'after commit, before 200',
  'before a post',
  'after a post, before its record',
  'after an edit, before its record',
  'looking for its post',
  'in mid-reconcile',
];

export type ActionPoint =
  /** The approval is on record; the cluster is read, nothing is changed yet. */
  | 'approval consumed, before the API call'
  /** The call arrives and is not carried out. */
  | 'at the API call'
  | 'after the API call, before its record'
  | 'after an edit, before its record';

export const actionPoints: readonly ActionPoint[] = [
  'approval consumed, before the API call',
  'at the API call',
  'after the API call, before its record',
  'after an edit, before its record',
];

/** Where the storm's bot can be met. */
export interface StormPlaces {
  workspace: Workspace;
  target: Target;
  alertmanager: { onLook: (() => void) | undefined };
}

/** From now on the bot is killed when it comes there the n-th time, until the function returned is called. */
export function killAt(point: StormPoint, nth: number, places: StormPlaces, kill: () => void): () => void {
  const { workspace, target, alertmanager } = places;
  let left = nth;
  const isNow = (): boolean => (left -= 1) === 0;
  switch (point) {
    case 'webhook sent':
      target.onSent = () => {
        // The kernel has it; so many turns of the loop later it is somewhere between its arrival and its commit.
        if (isNow()) setImmediate(kill);
      };
      return () => (target.onSent = undefined);
    case 'after commit, before 200':
      target.onTaken = () => {
        if (!isNow()) return 'seen';
        kill();
        return 'lost';
      };
      return () => (target.onTaken = undefined);
    case 'before a post':
      return atSlack(workspace, { method: 'chat.postMessage', fault: { kind: 'reset', onHit: kill }, isNow });
    case 'after a post, before its record':
      return atSlack(workspace, {
        method: 'chat.postMessage',
        fault: { kind: 'drop-answer', onHit: kill },
        isNow,
      });
    case 'after an edit, before its record':
      return atSlack(workspace, {
        method: 'chat.update',
        fault: { kind: 'drop-answer', onHit: kill },
        isNow,
      });
    case 'looking for its post': {
      const ends = [
        workspace.fault({ method: 'chat.postMessage', kind: 'drop-answer', times: 1 }),
        ...['conversations.history', 'conversations.replies'].map((method) =>
          atSlack(workspace, { method, fault: { kind: 'reset', onHit: kill }, isNow: () => true }),
        ),
      ];
      return () => ends.forEach((end) => end());
    }
    case 'in mid-reconcile':
      // It looks too seldom to wait for another one.
      alertmanager.onLook = kill;
      return () => (alertmanager.onLook = undefined);
  }
}

/** The same for the bot that carries actions out. */
export function killActionAt(
  point: ActionPoint,
  places: { workspace: Workspace; kubernetes: KubernetesHandle },
  { method, path }: { method: string; path: RegExp },
  kill: () => void,
): () => void {
  const { workspace, kubernetes } = places;
  const change = { method, path, times: 1 };
  switch (point) {
    case 'approval consumed, before the API call':
      return kubernetes.injectFault({
        method: 'GET',
        path: /\/namespaces\/shop\/|\/nodes\//,
        fault: { kind: 'reset-before', onHit: kill },
        times: 1,
      });
    case 'at the API call':
      return kubernetes.injectFault({ ...change, fault: { kind: 'reset-before', onHit: kill } });
    case 'after the API call, before its record':
      return kubernetes.injectFault({ ...change, fault: { kind: 'drop-answer', onHit: kill } });
    case 'after an edit, before its record':
      return atSlack(workspace, {
        method: 'chat.update',
        fault: { kind: 'drop-answer', onHit: kill },
        isNow: () => true,
      });
  }
}

function atSlack(
  workspace: Workspace,
  { method, fault, isNow }: { method: string; fault: FaultKind; isNow: () => boolean },
): () => void {
  return workspace.fault({ method, times: 1, when: () => isNow(), ...fault });
}
